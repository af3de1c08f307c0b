-- The one door to Redis: reads a hash's fields, and listens to a channel. Never writes.
local settings = require "settings"

local M = {}
local CONNECT_MS, ANSWER_MS = 200, 200 -- within a data centre it answers in under 1 ms
local IDLE_MS, IDLE_CONNECTIONS = 30000, 32
local LONGEST = 65536 -- bytes of one value; the longest that is read is an event of some 300
local health = ngx.shared.health

-- Seconds since 1970 of its last answer to any worker, or nil.
function M.answered_at()
  return health:get("answered")
end

local function encode(...)
  local parts = {"*" .. select("#", ...) .. "\r\n"}
  for _, word in ipairs({...}) do parts[#parts + 1] = "$" .. #word .. "\r\n" .. word .. "\r\n" end
  return table.concat(parts)
end

-- → one reply (string, number, ngx.null or a table of these), or nil and why. `first` is its first byte, if read.
local function read(sock, first)
  local line, err = sock:receive("*l")
  if not line then return nil, err end
  line = (first or "") .. line
  local kind, rest = line:sub(1, 1), line:sub(2)
  if kind == "+" then return rest end
  if kind == ":" then return tonumber(rest) end
  local size = tonumber(rest)
  if (kind ~= "$" and kind ~= "*") or not size or size > LONGEST then return nil, "answered " .. line:sub(1, 80) end
  if size < 0 then return ngx.null end
  if kind == "$" then
    local text
    text, err = sock:receive(size + 2)
    if not text then return nil, err end
    return text:sub(1, size)
  end
  local list = {}
  for i = 1, size do
    list[i], err = read(sock)
    if list[i] == nil then return nil, err end
  end
  return list
end

local function connect()
  local sock = ngx.socket.tcp()
  sock:settimeouts(CONNECT_MS, ANSWER_MS, ANSWER_MS)
  local ok, err = sock:connect(settings.redis_host, settings.redis_port)
  if not ok then return nil, err end
  return sock
end

local function ask(sock, ...)
  local sent, err = sock:send(encode(...))
  if not sent then return nil, err end
  local reply
  reply, err = read(sock)
  if reply == nil then return nil, err end
  health:set("answered", ngx.now())
  return reply
end

-- The fields' values, ngx.null for those that aren't there; or nil and why.
function M.fields(key, ...)
  local err
  for _ = 1, 2 do -- a kept connection may have been closed meanwhile
    local sock
    sock, err = connect()
    if not sock then return nil, err end
    local reused = sock:getreusedtimes() > 0
    local reply
    reply, err = ask(sock, "HMGET", key, ...)
    if reply then
      sock:setkeepalive(IDLE_MS, IDLE_CONNECTIONS)
      return reply
    end
    sock:close()
    if not reused or err == "timeout" then return nil, err end
  end
  return nil, err
end

-- Calls `heard(message)` for each message of the channel until `done()`; asks during silence whether Redis is still
-- there. → why it ended, nil when it was done.
function M.listen(channel, heard, done)
  local sock, err = connect()
  if not sock then return err end
  local reply
  reply, err = ask(sock, "SUBSCRIBE", channel)
  if not reply then return err end
  local asked = false
  while not done() do
    sock:settimeout(1000)
    local first
    first, err = sock:receive(1) -- a single byte: a timeout can't leave half a reply behind
    if first then
      asked = false
      reply, err = read(sock, first)
      if not reply then break end
      health:set("answered", ngx.now())
      if reply[1] == "message" then heard(reply[3]) end
    elseif err ~= "timeout" or asked then
      break
    else
      asked = true
      if not sock:send(encode("PING")) then break end
    end
    err = nil
  end
  sock:close()
  return err
end

return M
