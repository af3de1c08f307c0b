-- Listens to `session-events`, so that a session that ends or moves is looked up anew at once and not within a second.
-- Without the subscription that second is all that is lost.
local cjson = require "cjson.safe"
local log = require "log"
local redis = require "redis"
local sessions = require "sessions"

local M = {}
local CHANNEL = "session-events"
local LONGEST_WAIT = 5 -- seconds between attempts
local AT_ONCE = 600 -- seconds in one timer: what nginx keeps for a timer is freed only at its end
local ENDED = {closed = true, failed = true}

local function heard(message)
  local event = cjson.decode(message)
  if type(event) ~= "table" or type(event.sessionId) ~= "string" then return end
  sessions.forget(event.sessionId, ENDED[event.state])
end

local function run(premature, wait)
  if premature then return end
  local began = ngx.now()
  local err = redis.listen(CHANNEL, heard, function()
    return ngx.worker.exiting() or ngx.now() - began > AT_ONCE
  end)
  local pause = 0
  if ngx.now() - began > LONGEST_WAIT then wait = 0.25 end -- it had worked
  if err then
    log("WARNING", "No news of sessions; listening again.", {error = err, seconds = wait})
    pause = wait * (0.5 + math.random() / 2)
  end
  if not ngx.worker.exiting() then ngx.timer.at(pause, run, err and math.min(wait * 2, LONGEST_WAIT) or 0.25) end
end

-- One worker listens; what is remembered is shared.
function M.start()
  if ngx.worker.id() == 0 then ngx.timer.at(0, run, 0.25) end
end

return M
