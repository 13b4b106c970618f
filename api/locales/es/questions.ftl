# Preguntas, una a una.
questions-title = Preguntas
questions-read-back = ¿Es correcto?
questions-place = Pregunta { $place }
questions-number = Número ({ $unit })
questions-next = Seguir
questions-before = Atrás
questions-send = Sí, enviar
questions-change = Cambiar
questions-none = No hay preguntas para usted
questions-over = Estas preguntas ya no le esperan.
questions-too-late = Dio estas respuestas hace más de 7 días. Llegan demasiado tarde. Si no se encuentra bien, llame a su equipo.
questions-unanswered = Responda a esta pregunta.
questions-wrong = Esta respuesta no puede ser correcta. Mírela otra vez.
