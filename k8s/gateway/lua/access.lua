-- Who gets through to which port of which pod. The pod's own guard checks tickets and cookies behind it; nothing here
-- makes up for that, and nothing there for this.
local log = require "log"
local refusals = require "refusals"
local sessions = require "sessions"
local settings = require "settings"

local M = {}
local METHODS = {GET = true, HEAD = true, OPTIONS = true}
local COOKIE = "__Host-storydream-preview"
local SUFFIX = "." .. settings.preview_domain

-- The session of a Host header in exactly the form that browsers send; else nil, and whether it is one of our names.
local function session_of(host)
  if type(host) ~= "string" then return nil, false end
  local name = host:gsub(":%d+$", "", 1)
  local id = name:sub(1, 32)
  if #name == 32 + #SUFFIX and name:sub(33) == SUFFIX and not id:find("[^0-9a-f]") then return id, true end
  local plain = name:lower():gsub("%.+$", "")
  return nil, plain == settings.preview_domain or plain:sub(-#SUFFIX) == SUFFIX
end

-- Health is told under other names only: under a session's name every path is the user's.
local function health()
  ngx.var.refused = "health"
  local path = ngx.var.uri
  if path ~= "/healthz" and path ~= "/readyz" then return refusals.refuse("host") end
  local good = path == "/healthz" or sessions.usable()
  ngx.status = good and 200 or 503
  ngx.header["Content-Type"] = "text/plain"
  ngx.print(good and "ok\n" or "Redis does not answer\n")
  return ngx.exit(ngx.HTTP_OK)
end

-- What is wrong with the request itself, whatever it is for.
local function fault(var)
  -- `GET http://elsewhere/ HTTP/1.1` would name a second host (a second Host header nginx itself refuses).
  if not var.request:find("^%u+ /") then return "malformed" end
  if not METHODS[var.request_method] then return "method" end
  -- With no body, there is none to smuggle a request in.
  if var.http_transfer_encoding or (var.content_length or "0") ~= "0" then return "body" end
end

local function leads_to_agent(var)
  if var.uri:lower():find("^/+__agent") then return true end
  local path = ngx.unescape_uri(var.request_uri:match("^[^?]*")):lower()
  return path:find("[/\\]__agent$") ~= nil or path:find("[/\\]__agent[/\\]") ~= nil
end

-- → {address, port}, or nil and what to refuse the request as.
local function judge(id, port)
  local kind, address = sessions.find(id)
  if kind ~= "pod" then return nil, kind end
  return {address = address, port = port}
end

-- Lets the request through, or refuses it. An error of ours lets nothing through.
local function admit(id, port, agent)
  local ok, pod, why = xpcall(judge, debug.traceback, id, port)
  if not ok then
    log("ERROR", "Routing failed.", {error = pod})
    return refusals.refuse("away", agent)
  end
  if not pod then return refusals.refuse(why, agent) end
  ngx.ctx.pod = pod
end

local function admit_preview(id)
  local var = ngx.var
  local cookie = var["cookie_" .. COOKIE]
  var.pod_cookie = cookie and COOKIE .. "=" .. cookie or ""
  return admit(id, settings.preview_port, false)
end

function M.preview()
  local var = ngx.var
  local id, ours = session_of(var.http_host)
  if not id and not ours then return health() end
  local wrong = fault(var)
  if wrong then return refusals.refuse(wrong) end
  if not id then return refusals.refuse("host") end
  if leads_to_agent(var) then return refusals.refuse("route", true) end
  if var.upgrade ~= "" then return ngx.exec("@socket") end
  return admit_preview(id)
end

-- After `preview` has let it through.
function M.socket()
  return admit_preview((session_of(ngx.var.http_host)))
end

function M.events()
  local var = ngx.var
  local id, ours = session_of(var.http_host)
  local wrong = fault(var)
  if not id and not ours then return health() end
  if wrong then return refusals.refuse(wrong, true) end
  if not id then return refusals.refuse("host", true) end
  if var.request_uri ~= "/__agent/events" then return refusals.refuse("route", true) end
  if var.upgrade == "" or var.request_method ~= "GET" then return refusals.refuse("upgrade", true) end
  -- The preview's own page is under this name, too: its code is the user's and has no business with events.
  if var.http_origin ~= settings.app_origin then return refusals.refuse("origin", true) end
  return admit(id, settings.agent_port, true)
end

-- The pod refused the connection or broke it off: perhaps it is another one by now.
function M.unreachable()
  local id = session_of(ngx.var.http_host)
  if id then sessions.forget(id) end
  return refusals.refuse("unreachable", ngx.var.uri:find("^/__agent") ~= nil)
end

return M
