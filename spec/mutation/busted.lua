-- If a mutant is looked at: its module is found by LUA_CPATH, before any
-- other.
return {
    default = {
        lpath = "./lua/?.lua;./cli/lua/?.lua;./simulator/lua/?.lua;./?.lua",
        cpath = "",
    },
}
