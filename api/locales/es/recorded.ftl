# Por qué una medida quedó aparte: lo que el diario guarda en inglés.
recorded-why-nobody-wears = nadie lleva el aparato { $device }
recorded-why-nobody-wore = nadie llevaba el aparato { $device } como este usuario en ese momento
recorded-why-not-enrolled = no hay nadie de alta como { $patient }
recorded-why-worn-by-other = el aparato { $device } lo lleva otra persona que { $patient }
recorded-why-no-clock = el aparato { $device } no sabe cuándo midió
recorded-why-days-away = el aparato { $device } dice que midió a { $days } días de ahora
recorded-why-no-time = la medida no tiene hora
recorded-why-not-measured = el aparato no dio: { $sign }; { $why }
recorded-why-letter = consciencia { $letter } no es una de A C V P U
recorded-why-out-of-range = { $measured } no está entre { $low } y { $high }
recorded-why-no-topic = el tema no nombra ninguna pasarela
recorded-why-not-registered = la pasarela { $gateway } no está registrada
recorded-why-shut-out = la pasarela { $gateway } fue excluida por { $by }: { $reason }
recorded-why-json = la pasarela { $gateway } no puede enviar JSON, que no lleva código de autenticación
recorded-why-other-topic = mensaje de { $other } en el tema de { $gateway }
recorded-why-too-short = { $length } bytes son pocos para un mensaje
recorded-why-no-mark = los dos primeros bytes no son la marca de un mensaje
recorded-why-version = la versión { $version } del mensaje no se conoce aquí
recorded-why-kind = el byte 3 dice clase { $found }, se esperaba { $expected }
recorded-why-length = el byte 4 declara un cuerpo de { $declared } bytes, que supera el límite o no es lo que llegó ({ $length } bytes en total)
recorded-why-checksum = la suma de comprobación no coincide
recorded-why-mac = el código de autenticación no coincide
recorded-why-field = { $what } en el byte { $at } está cortado o no significa nada
recorded-why-left-over = sobran bytes desde el byte { $at }

# Partes de esto, y lo que se midió.
recorded-part-nan = no es un número
recorded-part-nres = no con esta resolución
recorded-part-above = por encima de su rango
recorded-part-below = por debajo de su rango
recorded-part-reserved = un código reservado
recorded-part-absent = no envió ninguno
recorded-part-failed = { $sign }: la medición falló
recorded-part-unresolved = { $sign }: no con esta resolución
recorded-part-over = { $sign } por encima del rango del sensor
recorded-part-under = { $sign } por debajo del rango del sensor
recorded-part-code = { $sign }: un código sin significado
recorded-part-on-oxygen = con oxígeno
recorded-part-on-air = con aire ambiente
recorded-part-systolic-pressure = presión sistólica
recorded-part-systolic-pressure-value = presión sistólica { $value }
recorded-part-diastolic-pressure = presión diastólica
recorded-part-diastolic-pressure-value = presión diastólica { $value }
recorded-part-pressure = presión
recorded-part-pressure-value = presión { $value }
recorded-part-systolic = sistólica
recorded-part-systolic-value = sistólica { $value }
recorded-part-diastolic = diastólica
recorded-part-diastolic-value = diastólica { $value }
recorded-part-oxygen-saturation = saturación de oxígeno
recorded-part-oxygen-saturation-value = saturación de oxígeno { $value }
recorded-part-saturation = saturación
recorded-part-saturation-value = saturación { $value }
recorded-part-heart-rate = frecuencia cardíaca
recorded-part-heart-rate-value = frecuencia cardíaca { $value }
recorded-part-pulse = pulso
recorded-part-pulse-value = pulso { $value }
recorded-part-respiration = respiración
recorded-part-respiration-value = respiración { $value }
recorded-part-temperature = temperatura
recorded-part-temperature-value = temperatura { $value }
recorded-part-weight = peso
recorded-part-weight-value = peso { $value }
recorded-part-glucose = glucosa
recorded-part-glucose-value = glucosa { $value }
recorded-part-consciousness = consciencia
recorded-part-consciousness-value = consciencia { $value }

# Qué lo arregla.
recorded-mend-unknown-device = diga quién llevaba el aparato entonces, para un periodo o en el registro, y repítalo
recorded-mend-undatable = corrija el reloj del aparato para el tiempo en que se oyó, o tome la hora de la pasarela, y repítalo
recorded-mend-unknown-gateway = registre la pasarela si es nuestra: vuelve a enviar por sí misma, y lo que llegó una sola vez se puede repetir
recorded-mend-not-authentic = mire si la pasarela tiene su clave y su certificado correctos; cuando se confíe en ella volverá a enviar, y esto se puede repetir
recorded-mend-future-version = ponga un servidor que conozca esta versión, y repítalo
recorded-mend-no-value = nada: ningún cuerpo tiene ese valor; pida a la persona que mida otra vez
recorded-mend-damaged = nada: se dañó por el camino, y su pasarela lo envía otra vez
recorded-mend-bad-message = arregle el emisor: este mensaje no se puede leer
recorded-mend-bad-reading = arregle el emisor: esta medida no se puede leer

# Lo que está mal en un turno de guardia, y qué hacer.
recorded-rota-empty = nivel { $level }: la guardia de { $who } termina al empezar o antes
recorded-rota-overlap = nivel { $level }: { $who } y { $other } están ambos de guardia en { $at } ms
recorded-rota-layers = hay { $count } capas, y { $max } son el máximo
recorded-rota-later = haga que termine más tarde
recorded-rota-begins = haga que una termine donde empieza la otra
recorded-rota-list = ponga a las últimas personas en `list`, a quienes se llama por turno

# Quién hizo que unas reglas decidan.
recorded-approved = { $by }, con la aprobación de { $second }: { $reason }
recorded-came-with = { $program }, que las trajo
