-- Where a session's pod is: read from Redis at most once a second, remembered for when Redis is away.
local addresses = require "addresses"
local log = require "log"
local redis = require "redis"
local settings = require "settings"

local M = {}
local fresh, known = ngx.shared.fresh, ngx.shared.known
-- Seconds that an answer counts. An ended session never comes back; one that waits gets its pod any moment.
local KEEP = {pod = 1, ended = 10, waiting = 0.25, unknown = 0.5, misplaced = 1}
local AWAY_SECONDS = 0.25 -- between attempts to reach Redis, so that not every request waits for it
local KNOWN_SECONDS = 3600
-- Redis may come back empty; the pool manager records every session anew within seconds. Ended ones are kept in it for
-- 15 min, so one that merely vanished has not ended.
local FORGOTTEN_SECONDS = 60
local ENDED = {closed = true, failed = true}

local function remembered(id, seconds)
  local address, at = (known:get(id) or ""):match("^(%S+) (%S+)$")
  if address and ngx.now() - tonumber(at) <= seconds then return address end
end

local function judge(id, ip, state)
  if state == ngx.null then
    local address = remembered(id, FORGOTTEN_SECONDS)
    if address then return "pod", address end
    return "unknown"
  end
  if ENDED[state] then return "ended" end
  if ip == ngx.null then return "waiting" end
  if not addresses.within(ip, settings.pod_ranges) then return "misplaced" end
  return "pod", ip
end

-- → "pod" and its address, or why there is none: "waiting" (no pod yet), "ended", "unknown", "misplaced" (Redis names an
-- address that is no pod's), "away" (Redis doesn't answer, and the session isn't known here).
function M.find(id)
  local kept = fresh:get(id)
  if kept then
    local kind, address = kept:match("^(%S+) ?(.*)$")
    return kind, address
  end
  local fields, err
  if not fresh:get("redis-away") then
    fields, err = redis.fields("session:" .. id, "podIp", "state")
    if not fields then
      fresh:set("redis-away", true, AWAY_SECONDS)
      log("WARNING", "Redis does not answer; known sessions go on.", {error = err})
    end
  end
  if not fields then
    local address = remembered(id, KNOWN_SECONDS)
    if address then return "pod", address end
    return "away"
  end
  local kind, address = judge(id, fields[1], fields[2])
  fresh:set(id, address and kind .. " " .. address or kind, KEEP[kind])
  if kind == "pod" and fields[2] ~= ngx.null then known:set(id, address .. " " .. ngx.now(), KNOWN_SECONDS) end
  if kind == "ended" or kind == "misplaced" then known:delete(id) end
  if kind == "misplaced" then log("ERROR", "The session index names an address that is no pod's.", {session = id}) end
  return kind, address
end

-- Read it anew at the next request; with `ended`, also forget where it was.
function M.forget(id, ended)
  fresh:delete(id)
  if ended then known:delete(id) end
end

-- Whether requests can be answered: Redis answered lately, or there are sessions that go on without it.
function M.usable()
  local at = redis.answered_at()
  return (at ~= nil and ngx.now() - at < 5) or #known:get_keys(1) > 0
end

return M
