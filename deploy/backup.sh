#!/usr/bin/env bash
# Copies everything that cannot be made again into one new folder:
#
#   BACKUP_DIR/<date>T<time>/database.dump   Dagster's database: runs, events, schedules
#                            raw.tar         RUS_RAW, the deliveries that stood before included
#                            marts.tar       RUS_OUT: releases/ is the irreplaceable part
#                            SHA256SUMS      their digests: sha256sum --check SHA256SUMS
#
# The store is not in it: it is made again from the raw folder.
#
# Run it as rus, at a time when nothing is built: a build moves editions while tar reads. Needs
# RUS_POSTGRES_URL, RUS_RAW and RUS_OUT, as in rus.env.
#
# The pseudonym key is not in it, on purpose. Without the key no later delivery can be joined to
# persons of earlier ones; with it, whoever finds a backup can tell who the rows are about. Keep it
# apart. The raw folder holds personal numbers: encrypt what is moved off the machine.
set -euo pipefail
umask 0077

: "${RUS_POSTGRES_URL:?}" "${RUS_RAW:?}" "${RUS_OUT:?}"
if [ $# -ne 1 ]; then
    echo "usage: backup.sh BACKUP_DIR" >&2
    exit 2
fi

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

mkdir -p "$1"
name=$(date +%Y-%m-%dT%H%M%S)
target=$1/$name
unfinished=$1/.$name.unfinished
mkdir "$unfinished"
# What is only half a copy is never left looking like one.
trap 'rm -rf "$unfinished"' EXIT

database_url
pg_dump --format=custom --no-owner --no-privileges \
    --file="$unfinished/database.dump" --dbname="$database"

# What is being made beside the editions is no part of them.
tar --create --file="$unfinished/raw.tar" --directory="$RUS_RAW" --exclude=./.staging .
tar --create --file="$unfinished/marts.tar" --directory="$RUS_OUT" --exclude=./.staging .

(cd "$unfinished" && sha256sum database.dump raw.tar marts.tar >SHA256SUMS)
sync -f "$unfinished"
mv "$unfinished" "$target"
echo "$target"
