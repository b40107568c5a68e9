function love.conf(game)
    game.identity = "whatsapp-registration"
    game.version = "11.4"
    game.window.title = "Registering a number"
    game.window.width, game.window.height = 480, 160
    for _, name in ipairs { "audio", "joystick", "physics", "sound" } do
        game.modules[name] = false
    end
end
