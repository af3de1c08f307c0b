#!/usr/bin/env bash
# Makes the two key pairs, builds the four images and loads them into the kind cluster `storydream`.
set -euo pipefail
cd "$(dirname "$0")/../../.."
keys=k8s/overlays/kind/keys
mkdir -p "$keys"
for name in edge pool-manager; do
  [ -f "$keys/$name.pem" ] || openssl genpkey -algorithm ed25519 -out "$keys/$name.pem"
  openssl pkey -in "$keys/$name.pem" -pubout -out "$keys/$name.pub.pem"
done
build() { docker build --tag "storydream/$1:kind" --file "$2" . && kind load docker-image --name storydream "storydream/$1:kind"; }
build session-pod session_pod/Dockerfile
build pool-manager pool_manager/Dockerfile
build preview-gateway k8s/gateway/Dockerfile
build egress-proxy k8s/egress/Dockerfile
