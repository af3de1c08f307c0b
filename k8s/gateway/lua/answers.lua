-- What leaves for the browser: headers that every answer has, and the one cookie that a pod may set.
local settings = require "settings"

local M = {}
local COOKIE = "__Host-storydream-preview="

-- A cookie with another name could be for the whole domain, the app included.
local function own_cookies(value)
  local kept = {}
  for _, cookie in ipairs(type(value) == "table" and value or {value}) do
    if cookie:sub(1, #COOKIE) == COOKIE then kept[#kept + 1] = cookie end
  end
  return kept
end

function M.filter()
  local header = ngx.header
  header["Server"] = nil
  header["X-Content-Type-Options"] = "nosniff"
  header["Referrer-Policy"] = "no-referrer"
  header["Origin-Agent-Cluster"] = "?1"
  header["Cross-Origin-Resource-Policy"] = "same-origin"
  if not header["Content-Security-Policy"] then
    header["Content-Security-Policy"] = "frame-ancestors " .. settings.app_origin
  end
  local cookies = header["Set-Cookie"]
  if cookies then header["Set-Cookie"] = own_cookies(cookies) end
end

return M
