# Copie a .env (no lo suba a git) y llene lo que use. Cada lugar vale más que el anterior: cuadre.toml, .env, las
# variables de entorno, la orden.

# Filas por bloque, 1 a 50000; dónde se buscan los registros, y dónde se escribe.
CHUNK_SIZE=50000
INPUT_DIR=entrada
OUTPUT_DIR=salida

# Las dos plataformas. Solo las usan las órdenes que hablan con ellas.
IMPORT_PLATFORM_URL=
IMPORT_PLATFORM_USER=
IMPORT_PLATFORM_PASSWORD=
ACONSYS_URL=
ACONSYS_USER=
ACONSYS_PASSWORD=
