#!/bin/sh
# Checks every setting, names the bad one, writes nginx's configuration below TMPDIR, and becomes nginx.
#
#   GATEWAY_PREVIEW_DOMAIN    previews are at {sessionId}.{this}: lower case, without a port
#   GATEWAY_APP_ORIGIN        the app: who may frame a preview and open an event socket, e.g. https://app.example.com
#   GATEWAY_REDIS_HOST        an address, or a full name (nginx knows no search domains)
#   GATEWAY_REDIS_PORT        default 6379
#   GATEWAY_POD_RANGES        IPv4 ranges, separated by commas: nothing else is ever connected to
#   GATEWAY_POD_PREVIEW_PORT  default 3000: Vite in every pod
#   GATEWAY_POD_AGENT_PORT    default 3001: the agent in every pod
#   GATEWAY_LISTEN            default 8080: a port, or address:port
#   TMPDIR                    default /tmp: the one place that is written to
set -eu

fail() { printf '%s %s\n' "$1" "$2" >&2; exit 78; } # EX_CONFIG
matches() { printf '%s\n' "$1" | grep -Eqx -- "$2" && [ "$(printf '%s\n' "$1" | wc -l)" = 1 ]; }
port() { matches "$2" '[1-9][0-9]{0,4}' && [ "$2" -le 65535 ] || fail "$1" "must be a port, 1 to 65535; it is '$2'"; }

label='[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?'
name="$label(\.$label)*"
octet='(25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])'
address="$octet(\.$octet){3}"

: "${GATEWAY_PREVIEW_DOMAIN:=}" "${GATEWAY_APP_ORIGIN:=}" "${GATEWAY_REDIS_HOST:=}" "${GATEWAY_POD_RANGES:=}"
: "${GATEWAY_REDIS_PORT:=6379}" "${GATEWAY_POD_PREVIEW_PORT:=3000}" "${GATEWAY_POD_AGENT_PORT:=3001}"
: "${GATEWAY_LISTEN:=8080}" "${TMPDIR:=/tmp}"
export GATEWAY_REDIS_PORT GATEWAY_POD_PREVIEW_PORT GATEWAY_POD_AGENT_PORT

matches "$GATEWAY_PREVIEW_DOMAIN" "$name" ||
  fail GATEWAY_PREVIEW_DOMAIN "must be a name in lower case without a port; it is '$GATEWAY_PREVIEW_DOMAIN'"
matches "$GATEWAY_APP_ORIGIN" "https?://$name(:[1-9][0-9]{0,4})?" ||
  fail GATEWAY_APP_ORIGIN "must be http(s)://name or http(s)://name:port; it is '$GATEWAY_APP_ORIGIN'"
port GATEWAY_REDIS_PORT "$GATEWAY_REDIS_PORT"
port GATEWAY_POD_PREVIEW_PORT "$GATEWAY_POD_PREVIEW_PORT"
port GATEWAY_POD_AGENT_PORT "$GATEWAY_POD_AGENT_PORT"
port GATEWAY_LISTEN "${GATEWAY_LISTEN##*:}"
matches "$GATEWAY_LISTEN" "($address:)?[0-9]+" || fail GATEWAY_LISTEN "must be a port or address:port; it is '$GATEWAY_LISTEN'"
matches "$TMPDIR" '/[A-Za-z0-9._/-]*' && [ -d "$TMPDIR" ] && [ -w "$TMPDIR" ] ||
  fail TMPDIR "must be a folder that can be written to, of plain letters; it is '$TMPDIR'"

[ -n "$GATEWAY_POD_RANGES" ] || fail GATEWAY_POD_RANGES "must name at least one range of pods' addresses, e.g. 10.8.0.0/14"
for range in $(printf '%s' "$GATEWAY_POD_RANGES" | tr ',' ' '); do
  matches "$range" "$address/([89]|[12][0-9]|3[0-2])" ||
    fail GATEWAY_POD_RANGES "must be IPv4 ranges of /8 or smaller, separated by commas; '$range' is none"
  case $range in # this host, metadata servers, multicast: no pod is ever there (loopback is, on a machine of one's own)
    0.*|169.254.*|22[4-9].*|2[3-5][0-9].*|*.*.*.*/0) fail GATEWAY_POD_RANGES "must not hold '$range': no pod is there" ;;
    169.*) [ "${range##*/}" -ge 16 ] || fail GATEWAY_POD_RANGES "must not hold 169.254.0.0/16, as '$range' does" ;;
  esac
done

resolver=
if ! matches "$GATEWAY_REDIS_HOST" "$address"; then
  matches "$GATEWAY_REDIS_HOST" "$label(\.$label)+" ||
    fail GATEWAY_REDIS_HOST "must be an IPv4 address or a full name with dots; it is '$GATEWAY_REDIS_HOST'"
  servers=$(awk '$1 == "nameserver" { print ($2 ~ /:/) ? "[" $2 "]" : $2 }' /etc/resolv.conf | tr '\n' ' ')
  [ -n "$servers" ] || fail GATEWAY_REDIS_HOST "is a name, but /etc/resolv.conf has no nameserver to ask for it"
  resolver="resolver ${servers}valid=10s ipv6=off;"
fi

ulimit -n "$(ulimit -H -n)"
home=$(cd "$(dirname "$0")" && pwd)
sed -e "s|@TMP@|$TMPDIR|g" -e "s|@HOME@|$home|g" -e "s|@RESOLVER@|$resolver|" -e "s|@LISTEN@|$GATEWAY_LISTEN|" \
  -e "s|@SCHEME@|${GATEWAY_APP_ORIGIN%%:*}|" "$home/nginx.conf" >"$TMPDIR/nginx.conf"
exec nginx -e stderr -c "$TMPDIR/nginx.conf"
