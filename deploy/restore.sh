#!/usr/bin/env bash
# Puts a backup back: into an empty database and two empty folders, and into nothing else.
#
# Stop the units first (systemctl stop rus.target). Run it as rus. Needs RUS_POSTGRES_URL, RUS_RAW
# and RUS_OUT, as in rus.env. The pseudonym key is not in a backup: put /etc/rus/key.env in place
# from where it is kept, before anything is built.
set -euo pipefail
umask 0027

: "${RUS_POSTGRES_URL:?}" "${RUS_RAW:?}" "${RUS_OUT:?}"
if [ $# -ne 1 ]; then
    echo "usage: restore.sh BACKUP_DIR/<date>T<time>" >&2
    exit 2
fi
backup=$(realpath -e "$1")

# Sets database to the URL as PostgreSQL's own programs take it: without the name of a driver, and
# without the password, which everybody on the machine could read off the command line.
database_url() {
    database=${RUS_POSTGRES_URL/+psycopg2:/:}
    if [[ $database =~ ^(postgresql://[^:/@]+):([^@/]*)@(.*)$ ]]; then
        PGPASSWORD=$(printf '%b' "${BASH_REMATCH[2]//%/\\x}")
        export PGPASSWORD
        database=${BASH_REMATCH[1]}@${BASH_REMATCH[3]}
    fi
}

refuse() {
    echo "$1; nothing was restored" >&2
    exit 1
}

database_url

# Everything is looked at before anything is written.
(cd "$backup" && sha256sum --check --strict --quiet SHA256SUMS) || refuse "the backup is damaged"
for folder in "$RUS_RAW" "$RUS_OUT"; do
    if [ -e "$folder" ] && [ -n "$(ls -A "$folder")" ]; then
        refuse "$folder is not empty"
    fi
done
tables=$(psql --no-psqlrc --tuples-only --no-align --dbname="$database" --command="
    select count(*) from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where n.nspname not in ('pg_catalog', 'information_schema') and n.nspname not like 'pg\_toast%'")
[ "$tables" = 0 ] || refuse "the database is not empty"

# The database in one transaction: all of it, or none.
pg_restore --single-transaction --exit-on-error --no-owner --no-privileges \
    --dbname="$database" "$backup/database.dump"

# Closed to others until all is there; tar then gives them the rights that they had.
mkdir -p "$RUS_RAW" "$RUS_OUT"
chmod go= "$RUS_RAW" "$RUS_OUT"
tar --extract --file="$backup/raw.tar" --directory="$RUS_RAW" --preserve-permissions
tar --extract --file="$backup/marts.tar" --directory="$RUS_OUT" --preserve-permissions
# In copies of earlier versions others may read rows of persons.
find "$RUS_OUT" ! -type l \( -name slice -o -path '*/slice/*' -o -name rus.duckdb -o -name .proved \
    -o -name lines.json -o -name quarantine.csv -o -name set_aside.csv -o -name rows.parquet \
    -o -name movements.json \) -exec chmod go= {} +
echo "restored; put the pseudonym key in place, then start the units and run: rus verify"
