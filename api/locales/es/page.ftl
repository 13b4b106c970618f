# Lo que tiene cada página: marco, caminos, ayuda, nombres de las funciones.
page-skip = Ir al contenido
page-language = Idioma
page-sign-out = Salir
page-pages = Páginas
page-my-day = Mi día
page-messages = Mensajes
page-medicines = Medicinas
page-appointments = Citas
page-documents = Documentos
page-back = Volver a mi día
page-yes = Sí
page-no = No
page-send = Enviar
page-tell-team = Avisar a mi equipo
page-help = ¿Le cuesta respirar o le duele el pecho?
page-call = Llamar ahora al { $number }
page-team-phone = Ayuda: { $number }
page-nobody-watches = Nadie mira esta página todo el tiempo.
page-blind = Puede que ahora no veamos sus medidas
page-blind-what = Algo va mal por nuestra parte. Si se siente peor, llámenos. No espere nuestra llamada.
page-people = A quién cuido
page-no-such-file = No podemos recibir este tipo de archivo. Envíe una foto, un PDF o un texto simple.
# Alguien del equipo, con su función.
page-person = { $name } ({ $role })
page-role = { $role ->
    [patient] paciente
    [carer] persona que cuida
    [clinician] personal clínico
    [care_manager] gestión de cuidados
    [operator] operación
   *[integrator] programa
}

# Lo que se envía sin red espera en este teléfono.
outbox-saved = Guardado en este teléfono. Lo enviaremos.
outbox-kept = Sin conexión. Esta página es de: { $when }.
outbox-full = En este teléfono no caben más mensajes sin enviar. Inténtelo otra vez cuando tenga conexión.
# $clock lo pone el programa de la página.
outbox-sent = Enviado a las { $clock }.
outbox-refused = Algo que esperaba en este teléfono no se pudo enviar ({ $clock }).
# Qué hacer, si el servidor no dice por qué.
outbox-do-again = Mire la página y hágalo otra vez.
outbox-open-again = Esto aún espera en este teléfono. Abra esta página otra vez, y entre si se lo pide.
outbox-away = No se pudo enviar ahora. Sus respuestas hasta aquí siguen en esta página. Inténtelo otra vez dentro de un momento.
outbox-waiting-one = 1 envío espera en este teléfono.
# $count lo pone el programa de la página.
outbox-waiting-other = { $count } envíos esperan en este teléfono.

denied-title = No es para usted
denied-heading = Esta página no es para su función
denied-text = Ha entrado como { $name } ({ $roles }). Si necesita esta página para su trabajo, pregunte a quien da acceso aquí.
denied-home = Ir a su propia página

missing-title = Esta página no existe
missing-text = Quizá la dirección está mal escrita, o la página ya no está aquí.

looks-title = Quién ha mirado mi historia
looks-hint = Si la misma persona mira otra vez antes de diez minutos, es una sola línea. La lista de todos los pacientes, con la que trabaja el equipo, no está aquí.
looks-stranger = Alguien que no había entrado
looks-what = { $what ->
    [refused] no tuvo permiso
    [changed] cambió algo
   *[looked] miró
}
