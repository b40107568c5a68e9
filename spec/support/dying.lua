--- Ends this process as kill -9 does, at a moment that was drawn before.
-- @tparam number count of calls, at the last of which it ends; 0: never
-- @tparam number milliseconds that pass after that call
-- @treturn function to be called whenever something happens
return function(count, milliseconds)
    local calls = 0
    return function()
        calls = calls + 1
        if calls == count then
            os.execute(("pid=$PPID; { sleep 0.%03d; kill -9 $pid; } %s")
                :format(milliseconds, milliseconds > 0
                and ">/dev/null 2>&1 &" or ""))
        end
    end
end
