-- What is answered in place of a pod: a page that tells the app why (as session_pod/image/platform/no-access.ts does), or
-- a problem in JSON on the agent's side.
local cjson = require "cjson.safe"
local settings = require "settings"

local M = {}
-- status, code, what the app hears of (its own words for these are in the front end), words for people, seconds
local KINDS = {
  host = {404, "not_found", "wrong-host", "This address does not belong to a preview."},
  route = {404, "not_found", "wrong-host", "There is nothing here."},
  method = {405, "method_not_allowed", "wrong-host", "A preview can only be looked at."},
  origin = {403, "forbidden", "wrong-host", "Only the app may listen to a session."},
  upgrade = {426, "upgrade_required", "wrong-host", "This is a WebSocket."},
  unknown = {404, "session_not_found", "no-session", "This preview is not open."},
  ended = {410, "session_ended", "no-session", "This preview has been closed."},
  waiting = {503, "not_ready", "no-session", "This preview is being prepared.", 1},
  misplaced = {503, "unavailable", "no-session", "This preview can’t be reached just now.", 5},
  away = {503, "unavailable", "no-session", "Previews can’t be looked up just now.", 2},
  unreachable = {503, "unavailable", "no-session", "This preview does not answer just now.", 2},
}
-- What no browser sends gets nginx's own page, which also ends the connection: what follows may be anything.
local FOR_GOOD = {malformed = 400, body = 413}
local PAGE = [[<!doctype html><html lang="en"><meta charset="utf-8"><title>No preview</title>
<style>body{margin:0;min-height:100vh;display:grid;place-content:center;gap:16px;text-align:center;background:#17171b;
color:#b9b9c2;font:15px/1.5 system-ui,sans-serif}a{color:#fff}</style><p>%s</p><a id="app" href="%s" hidden>Back to StoryDream</a>
<script>if(window.parent!==window)parent.postMessage(%s,%s);else app.hidden=false;%s</script></html>
]]

local function page(kind)
  local message = cjson.encode({source = "storydream-preview", v = 1, type = "no-access", reason = kind[3]})
  local again = kind[5] and "setTimeout(()=>location.reload()," .. 1000 * kind[5] .. ")" or ""
  return PAGE:format(kind[4], settings.app_origin, message, cjson.encode(settings.app_origin), again)
end

-- Ends the request. `agent` when a program asks, not a page.
function M.refuse(name, agent)
  ngx.var.refused = name
  if FOR_GOOD[name] then return ngx.exit(FOR_GOOD[name]) end
  local kind = KINDS[name]
  ngx.status = kind[1]
  local header = ngx.header
  header["Cache-Control"] = "no-store"
  header["Retry-After"] = kind[5]
  if name == "method" then header["Allow"] = "GET, HEAD, OPTIONS" end
  if name == "upgrade" then header["Upgrade"] = "websocket" end
  local body
  if agent then
    header["Content-Type"] = "application/problem+json"
    body = cjson.encode({type = "urn:storydream:problem:" .. kind[2], status = kind[1], code = kind[2], title = kind[4],
                         detail = kind[4], retryAfter = kind[5]})
  else
    header["Content-Type"] = "text/html; charset=utf-8"
    header["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; "
      .. "frame-ancestors " .. settings.app_origin
    body = page(kind)
  end
  header["Content-Length"] = #body
  ngx.print(body)
  return ngx.exit(ngx.HTTP_OK)
end

return M
