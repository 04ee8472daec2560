"""The calls of each room: one module a room, loaded when the room is first asked for."""
