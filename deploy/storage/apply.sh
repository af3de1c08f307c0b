#!/usr/bin/env bash
# Brings a bucket to the settings of this folder: deploy/storage/apply.sh BUCKET. Again: changes nothing.
# It needs gcloud with a role that may update buckets (roles/storage.admin); no object is read or written.
set -euo pipefail
cd "$(dirname "$0")" # bucket.yaml names its neighbours

fail() { printf '✗ %s\n' "$2" >&2; exit "$1"; }

[[ $# == 1 && $1 =~ ^[a-z0-9][a-z0-9._-]{1,220}[a-z0-9]$ ]] || fail 2 "usage: deploy/storage/apply.sh BUCKET (its name alone, without gs://)"
command -v gcloud >/dev/null || fail 1 "gcloud is missing: https://cloud.google.com/sdk/docs/install"

gcloud storage buckets update "gs://$1" --flags-file=bucket.yaml --quiet
