# Entrar: con contraseña, con un enlace, con un servicio, en una demostración.
signin-title = Entrar
signin-left = Ha salido de aquí.
signin-left-elsewhere = Si otras personas usan este ordenador, salga también allí:
signin-sign-out-at = Salir de { $service }
signin-staff = Para el personal
signin-with = Entrar con { $service }
signin-demo = Esto es una demostración
signin-demo-notice = { $about ->
    [recorded] Demostración: personas grabadas, datos públicos sin nombres.
   *[invented] Demostración: personas inventadas.
} Quien llega a esta página puede entrar como una de estas personas:
signin-demo-be = { $role ->
    [patient] Ser paciente
    [carer] Ser quien cuida
    [clinician] Ser personal clínico
    [care_manager] Ser gestión de cuidados
   *[operator] Ser operación
}
signin-demo-about = { $role ->
    [patient] mide en casa y ve lo que significa
    [carer] ve lo mismo, porque el paciente lo permitió
    [clinician] trabaja la lista de quienes necesitan ayuda
    [care_manager] decide también reglas, turnos y accesos
   *[operator] cuida la máquina y no ve a ningún paciente
}
signin-password-way = Con contraseña
signin-name = Nombre
signin-password = Contraseña
signin-passkey-way = Con una llave de acceso
signin-passkey = Entrar con una llave de acceso
signin-passkey-refused = Esta llave de acceso no deja entrar aquí. Entre de otra manera.
signin-passkey-wait = Demasiados intentos: espere unos minutos e inténtelo otra vez.
signin-passkey-failed = No ha entrado. Inténtelo otra vez o entre de otra manera.
signin-link-way = Con un enlace
signin-link-text = ¿Le dieron un enlace o un código cuadrado? Ábralo en este teléfono. Funciona una vez. Si ya no funciona, pida otro a su equipo.

signin-link-title = Entrar con un enlace
signin-hello = Hola, { $name }
signin-choose = Elija una contraseña. Desde ahora entra con su nombre, { $name }, y esta contraseña.
signin-choose-how = Al menos 12 caracteres. Una frase corta es fácil de recordar.
signin-keep = Guardarla y entrar
signin-link-once = Este enlace funciona una vez. Úselo en su propio teléfono u ordenador: allí no tendrá que volver a entrar.
signin-link-dead = Este enlace ya no funciona
signin-link-new = Los enlaces funcionan una vez y por poco tiempo. Pida otro a su equipo o a quien lleva este servidor.
signin-by-password = Entrar con contraseña

# Por qué alguien no entra.
signin-why-empty = Escriba su nombre y su contraseña.
signin-why-wrong = El nombre o la contraseña no es correcto.
signin-why-wait = { $seconds ->
    [one] Demasiados intentos: espere { $seconds } segundo e inténtelo otra vez.
   *[other] Demasiados intentos: espere { $seconds } s e inténtelo otra vez.
}
signin-why-locked = Su cuenta está bloqueada: pregunte a quien da acceso.
signin-why-link = Este enlace ya no vale: pida otro.
signin-why-weak = Una contraseña tiene al menos { $characters } caracteres, más de cinco distintos, y no lleva su nombre.
signin-why-busy = Demasiadas personas entran a la vez: inténtelo en un momento.
signin-why-store = El servidor no puede ver quién es usted: inténtelo otra vez.
signin-why-unwritten = El servidor no puede anotar quién hace qué: avise a quien lo lleva.
signin-why-service = No se llega al servicio de entrada: { $what }.
signin-why-not-begun = Esta entrada no empezó aquí, o hace demasiado tiempo: empiece otra vez.
signin-why-refused = El servicio de entrada no dejó pasar a nadie.
signin-why-untrusted = La respuesta del servicio de entrada no es de fiar: { $what }.
signin-why-no-role = Su cuenta allí no está en ningún grupo que pueda trabajar aquí: pregunte a quien la lleva.

# El segundo paso del personal: códigos de una aplicación.
codes-title = Su segundo paso
codes-set-up = Preparar códigos de una aplicación
codes-scan = Ponerlo en la aplicación
codes-scan-how = Abra en su teléfono una aplicación de códigos, por ejemplo la que usa su hospital, y lea con ella este código cuadrado.
codes-drawn = El secreto para la aplicación como código cuadrado
codes-letters = O escriba estas letras:
codes-code = Código
codes-code-first = Las seis cifras que la aplicación muestra ahora.
codes-code-how = Las seis cifras que muestra su aplicación, o uno de sus códigos de reserva.
codes-keep = Activar
codes-back = Volver sin cambiar nada
codes-begin-again = Empezar otra vez
codes-recovery = Sus códigos de reserva
codes-recovery-how = Cada uno le deja entrar una vez si pierde el teléfono con la aplicación. Guárdelos en papel. Se muestran ahora y nunca más.
codes-recovery-kept = Los he guardado
codes-own = Códigos de una aplicación
codes-what = Con códigos, su contraseña sola no deja entrar a nadie. Una llave de acceso no necesita código.
codes-required = Su función necesita un segundo paso.
codes-on = Activados: { $when }.
codes-left = { $count ->
    [one] Queda { $count } código de reserva.
   *[other] Quedan { $count } códigos de reserva.
}
codes-off = Sin activar.
codes-anew = Preparar de nuevo
codes-remove = Desactivar
codes-why-wrong = Este código no es correcto o ya se usó. Espere al siguiente.
codes-why-late = Ha pasado demasiado tiempo: empiece otra vez.
codes-why-passkey = Su función necesita un segundo paso, y su llave de acceso vale por los dos: entre con ella.
codes-why-needed = Su función necesita un segundo paso: añada una llave de acceso antes de desactivar los códigos.
codes-why-elsewhere = Aquí no tiene contraseña: sus códigos están donde usted entra.
