# Las páginas de cohorte del equipo.
staff-cohort-heading = Cohorte
staff-cohort-loading = Contando…
staff-cohort-failed = No se pudieron cargar las cifras. Se intenta otra vez.
staff-cohort-views-label = Cohorte
staff-cohort-views-overview = Resumen
staff-cohort-views-billing = Facturación
staff-cohort-views-changes = Cambios de reglas
staff-cohort-views-teams = Equipos
staff-cohort-filters-label = De quién son las cifras
staff-cohort-filters-programme = Programa
staff-cohort-filters-everybody = Todos
staff-cohort-filters-team = Equipo
staff-cohort-filters-site = Centro
staff-cohort-filters-period = Periodo
staff-cohort-filters-copy = Copiar el enlace a esta vista
staff-cohort-filters-copied = El enlace está copiado.
staff-cohort-days = { $n ->
    [one] { $n } día
   *[other] { $n } días
}
staff-cohort-people = { $n ->
    [one] { $n } paciente
   *[other] { $n } pacientes
}
staff-cohort-as-of = { $people } · a fecha de { $at }
staff-cohort-exports-label = Exportar esta lista
staff-cohort-exports-csv = CSV
staff-cohort-exports-parquet = Parquet
staff-cohort-exports-png = PNG
staff-cohort-exports-png-of = PNG de: { $what }
staff-cohort-nothing = nada que contar
staff-cohort-rate = { $n } de { $d } ({ $percent } %)
staff-cohort-percent = { $percent } %
staff-cohort-define = Qué se cuenta aquí
staff-cohort-table = Ver como tabla (T)
staff-cohort-chart = Ver como gráfico (T)
staff-cohort-adherence-heading = Quién se mide
staff-cohort-adherence-slots = Mediciones previstas hechas
staff-cohort-adherence-by-device = de ellas, enviadas por un aparato
staff-cohort-adherence-not-enough = Mediciones insuficientes
staff-cohort-adherence-quiet = Dejan de medirse, o ya no lo hacen
staff-cohort-adherence-by-day = Mediciones previstas hechas, por día
staff-cohort-adherence-sentence = De lo previsto en el periodo se midió el { $percent }.
staff-cohort-adherence-sentence-none = En el periodo no había nada previsto que medir.
staff-cohort-adherence-day = Día
staff-cohort-adherence-done = Medido
staff-cohort-adherence-due = Previsto
staff-cohort-adherence-share = Proporción
staff-cohort-control-heading = Quién está controlado
staff-cohort-control-at-goal = Presión arterial en objetivo
staff-cohort-control-above = por encima del objetivo
staff-cohort-control-not-enough = mediciones insuficientes
staff-cohort-control-in-range = Días en rango
staff-cohort-control-quality = Control de la hipertensión arterial
staff-cohort-control-quality-note = { $unmeasured } de los demás sin medir; { $excluded } excluidos
staff-cohort-control-by-condition = Presión arterial por enfermedad
staff-cohort-control-sentence = En objetivo, por encima y con mediciones insuficientes, por enfermedad.
staff-cohort-control-condition = Enfermedad
staff-cohort-control-few = menos de 5: sin desglose
staff-cohort-control-none-watched = a nadie se le vigila la presión
staff-cohort-glucose-heading = Monitorización continua de glucosa
staff-cohort-glucose-none = Nadie lleva un sensor de glucosa.
staff-cohort-glucose-at-target = Glucosa en objetivo
staff-cohort-glucose-in-range = De 70 a 180 mg/dL
staff-cohort-glucose-low = Por debajo de 70
staff-cohort-glucose-very-low = Por debajo de 54
staff-cohort-glucose-high = Por encima de 180
staff-cohort-glucose-very-high = Por encima de 250
staff-cohort-glucose-stable = Estable (variación del 36 % como máximo)
staff-cohort-glucose-episodes = Episodios por debajo de 54
staff-cohort-glucose-episodes-of = { $episodes } en { $days }
staff-cohort-glucose-sensor-days = { $n ->
    [one] { $n } día de sensor
   *[other] { $n } días de sensor
}
staff-cohort-risk-heading = Riesgo hoy
staff-cohort-risk-emergency = Emergencia
staff-cohort-risk-urgent = Urgente
staff-cohort-risk-review = Revisar
staff-cohort-risk-watching = En vigilancia
staff-cohort-risk-by-day = Pacientes según la alerta más grave que empezó cada día
staff-cohort-risk-sentence = Pacientes con una alerta nueva en cada uno de los últimos { $days } días; los demás están en vigilancia.
staff-cohort-burden-heading = Alertas
staff-cohort-burden-per-day = Alertas por paciente y día
staff-cohort-burden-of = { $alerts } en { $days }
staff-cohort-burden-alerts-of = { $n ->
    [one] { $n } alerta
   *[other] { $n } alertas
}
staff-cohort-burden-patient-days = { $n ->
    [one] { $n } día de paciente
   *[other] { $n } días de paciente
}
staff-cohort-burden-within = dentro del límite de { $budget }
staff-cohort-burden-over = por encima del límite de { $budget }
staff-cohort-burden-automated = Resuelto automáticamente
staff-cohort-burden-seen = Confirmadas
staff-cohort-burden-seen-after = Tiempo hasta confirmar
staff-cohort-burden-seen-after-of = la mitad en { $half }, nueve de cada diez en { $most }
staff-cohort-burden-never = ninguna confirmada aún
staff-cohort-burden-truth = Ciertas, de las cerradas con resultado
staff-cohort-burden-acted = Con actuación, de las cerradas
staff-cohort-burden-by-rule = Alertas por regla
staff-cohort-burden-rule = Regla
staff-cohort-burden-problem = Problema
staff-cohort-burden-severity = Gravedad
staff-cohort-burden-alerts = Alertas
staff-cohort-burden-patients = Pacientes
staff-cohort-burden-none = En el periodo no empezó ninguna alerta.
staff-cohort-outcomes-heading = En el hospital
staff-cohort-outcomes-unplanned = Ingresos no programados
staff-cohort-outcomes-planned = Ingresos programados
staff-cohort-outcomes-emergency = Solo urgencias
staff-cohort-outcomes-in-hospital = Días de hospital
staff-cohort-outcomes-readmitted = Reingresos en 30 días
staff-cohort-outcomes-per = { $per } por 1000 días de paciente ({ $n } en { $d })
staff-cohort-outcomes-hidden = no se muestra: menos de 5 pacientes
staff-cohort-outcomes-pending = { $n ->
    [one] { $n } alta de hace menos de 30 días
   *[other] { $n } altas de hace menos de 30 días
}
staff-cohort-teams-heading = El trabajo de cada equipo
staff-cohort-teams-by-site = El trabajo de cada centro
staff-cohort-teams-by-team = Ver por centro
staff-cohort-teams-by-site-back = Ver por equipo
staff-cohort-teams-none = Sin equipo
staff-cohort-teams-nobody = Aún no se cuida a nadie.
staff-cohort-teams-patients = Pacientes
staff-cohort-teams-open = Alertas abiertas
staff-cohort-teams-open-none = ninguna
staff-cohort-teams-open-of = { $n ->
    [one] { $open }, de { $n } paciente
   *[other] { $open }, de { $n } pacientes
}
staff-cohort-teams-asked = Carga por paciente y día
staff-cohort-teams-asked-of = { $n ->
    [one] { $rate } ({ $asked } en { $n } día)
   *[other] { $rate } ({ $asked } en { $n } días)
}
staff-cohort-teams-minutes = Minutos firmados
staff-cohort-teams-minutes-per = { $minutes } ({ $rate } por paciente y día)
staff-cohort-teams-few = menos de 5 pacientes: sin cifras
staff-cohort-teams-over = por encima del límite
staff-cohort-billing-heading = Qué se puede facturar
staff-cohort-billing-overall = Los dos cómputos
staff-cohort-billing-supply = Días con datos del aparato (99454)
staff-cohort-billing-management = Minutos con llamada en directo (99457)
staff-cohort-billing-standing = Situación
staff-cohort-billing-standings-ready = Listo
staff-cohort-billing-standings-on-track = En camino
staff-cohort-billing-standings-not-on-track = Con retraso
staff-cohort-billing-standings-no-activity = Sin actividad
staff-cohort-billing-interpretation = Minutos de interpretación (99091)
staff-cohort-billing-programme = Terapia (98975 a 98986)
staff-cohort-billing-claims = Reclamaciones
staff-cohort-billing-claims-of = CSV de { $month }
staff-cohort-billing-note = Los días se cuentan en periodos de 30 días, los minutos por meses naturales. Las mediciones escritas a mano se muestran, pero no cuentan. Los importes del archivo son ejemplos.
staff-cohort-changes-heading = ¿Ayudaron las reglas nuevas?
staff-cohort-changes-none = No se ha activado ningún conjunto de reglas desde el principio.
staff-cohort-changes-of = { $name }, versión { $version }: activado { $at } por { $by }
staff-cohort-changes-span = { $span } antes, y otro tanto después
staff-cohort-changes-figure = Cifra
staff-cohort-changes-before = Antes
staff-cohort-changes-after = Después
staff-cohort-changes-by-rule = Lo mismo por regla
staff-cohort-rows-heading = Pacientes: { $list }
staff-cohort-rows-lists-all = Todos
staff-cohort-rows-lists-not-measuring = Mediciones insuficientes
staff-cohort-rows-lists-quiet = Dejan de medirse, o ya no lo hacen
staff-cohort-rows-lists-at-goal = Presión arterial en objetivo
staff-cohort-rows-lists-above-goal = Presión arterial por encima del objetivo
staff-cohort-rows-lists-pressure-unknown = Presión arterial: mediciones insuficientes
staff-cohort-rows-lists-not-controlled = Hipertensión no controlada
staff-cohort-rows-lists-glucose-at-target = Glucosa en objetivo
staff-cohort-rows-lists-glucose-off-target = Glucosa fuera de objetivo
staff-cohort-rows-lists-glucose-unknown = Glucosa: valores insuficientes
staff-cohort-rows-lists-emergency = Con una emergencia abierta
staff-cohort-rows-lists-urgent = Con una alerta urgente abierta
staff-cohort-rows-lists-review = Con una revisión abierta
staff-cohort-rows-lists-ready = Facturación: listo
staff-cohort-rows-lists-on-track = Facturación: en camino
staff-cohort-rows-lists-not-on-track = Facturación: con retraso
staff-cohort-rows-lists-no-activity = Facturación: sin actividad
staff-cohort-rows-all = Ver a todos
staff-cohort-rows-first = los primeros { $shown } de { $total }
staff-cohort-rows-none = No hay nadie en esta lista.
staff-cohort-rows-patient = Paciente
staff-cohort-rows-condition = Enfermedad
staff-cohort-rows-last = Última medición
staff-cohort-rows-never = nunca
staff-cohort-rows-measured = Medido
staff-cohort-rows-enough = mediciones insuficientes
staff-cohort-rows-unplanned = sin horario: cada día
staff-cohort-rows-silent = Silencio
staff-cohort-rows-quiet = { $n ->
    [one] { $n } día sin medición
   *[other] { $n } días sin medición
}
staff-cohort-rows-usual = ninguno
staff-cohort-rows-gone = sin mediciones en 60 días
staff-cohort-rows-pressure = Presión arterial, media
staff-cohort-rows-at-goal = En objetivo
staff-cohort-rows-glucose = Glucosa en rango
staff-cohort-rows-glucose-mean = media { $mean } mg/dL, GMI { $gmi } %
staff-cohort-rows-yes = sí
staff-cohort-rows-no = no
staff-cohort-rows-period = Días de 30
staff-cohort-rows-minutes = Minutos
staff-cohort-rows-live = Llamada en directo
staff-cohort-rows-codes = Código hasta ahora
staff-cohort-rows-interpreted = y { $n } de interpretación
staff-cohort-rows-standing = Situación
staff-cohort-rows-typed = y { $n } a mano
staff-cohort-define-adherence = Tramos cumplidos, de los previstos. Un tramo dura las horas que diga el plan, según el reloj del paciente; las semanas empiezan en lunes y los días a medianoche. Está previsto si empezó dentro del periodo, el plan estuvo vigente de principio a fin y ya terminó. Está cumplido si en él se midió el signo, con un aparato o escrito a mano. Donde el plan no fija nada, se prevé una medición cualquiera al día.
staff-cohort-define-by-device = Tramos cumplidos con una medición enviada por un aparato, de los cumplidos. Las mediciones escritas a mano se muestran aparte.
staff-cohort-define-not-enough = Pacientes con menos del 70 % de lo previsto cumplido: para ellos no hay cifra.
staff-cohort-define-quiet = Dejan de medirse: cuatro días o más sin ninguna medición; a quien se le pide medirse menos de una vez cada tres días puede pasar una cuarta parte más que ese plazo. Ya no se miden: ninguna medición en 60 días, o ninguna al segundo día de atención.
staff-cohort-define-at-goal = Pacientes cuya presión arterial media en el periodo está por debajo de 130 y por debajo de 80 mmHg, de aquellos cuya presión se vigila (hipertensión, un horario o mediciones) y que cumplieron al menos el 70 % de lo previsto; sin horario se prevé una medición al día.
staff-cohort-define-in-range = Días con presión arterial media de 110 a 130 sobre 70 a 80 mmHg, límites incluidos, de los días con media.
staff-cohort-define-cbp = Control de la hipertensión arterial (CMS165v14): de 18 a 85 años con hipertensión; en el último día del periodo con una medición enviada por un aparato, la sistólica más baja está por debajo de 140 y la diastólica más baja por debajo de 90 mmHg; sin medición, no controlada. Excluidos: enfermedad renal terminal, embarazo, cuidados paliativos, fragilidad.
staff-cohort-define-glucose = Pacientes cuya glucosa continua cumple todos los objetivos del consenso, de quienes tienen en los últimos 14 días el 70 % de los valores de un sensor: más del 70 % entre 70 y 180 mg/dL, menos del 4 % por debajo de 70, menos del 1 % por debajo de 54, menos del 25 % por encima de 180, menos del 5 % por encima de 250. En el embarazo: más del 70 % entre 63 y 140, menos del 4 % por debajo de 63, menos del 1 % por debajo de 54, menos del 25 % por encima de 140. Con fragilidad o en cuidados paliativos: más del 50 % entre 70 y 180, menos del 1 % por debajo de 70, menos del 10 % por encima de 250. Un aparato es un sensor si sus valores se siguen en menos de 20 minutos al menos tres de cada cuatro veces; los de un glucómetro no cuentan.
staff-cohort-define-glucose-shares = Valores de pacientes con suficientes datos, en mg/dL enteros; LO está por debajo y HI por encima de todos los límites. La media, la desviación típica (n − 1), el coeficiente de variación y el GMI (3,31 + 0,02392 × media) son de los valores numéricos. Estable: coeficiente de variación del 36 % como máximo.
staff-cohort-define-glucose-episodes = Un episodio se abre tras 15 minutos fuera del límite y termina tras 15 minutos de vuelta; un valor vale hasta el siguiente, dos horas como máximo.
staff-cohort-define-alerts = Alertas que empezaron en el periodo y no se retiraron, por cada 24 horas en que se atendió a un paciente: desde el alta en el programa, o desde la primera medición si es anterior. Límite: 0,10.
staff-cohort-define-automated = Asuntos que la automatización terminó sin un profesional, de esos y las alertas.
staff-cohort-define-seen-after = Desde el comienzo de una alerta hasta su primera confirmación: la mitad, y nueve de cada diez, tardaron eso como máximo.
staff-cohort-define-true-of-closed = Alertas cerradas con actuación, o como ciertas sin nada que hacer, de las cerradas con resultado: el valor predictivo positivo.
staff-cohort-define-risk = Hoy: cada paciente según la alerta más grave que tiene abierta ahora. Por día: pacientes según la alerta más grave que empezó ese día, según su propio reloj.
staff-cohort-define-change = Las mismas cifras en dos tramos de igual duración, antes y después de activar un conjunto de reglas: tanto tiempo como haya pasado desde entonces, y como máximo el periodo. Un día pertenece al tramo que empieza en él; el día de la activación es del después.
staff-cohort-define-stays = Ingresos, visitas a urgencias y días de hospital, tal como los anotó el equipo, por cada día en que se atendió a un paciente, según su propio calendario. Si un hospital sigue a otro por un traslado, el mismo día o el siguiente, es una sola estancia. Tanto el día del ingreso como el del alta son días de hospital. No se muestra nada con menos de cinco pacientes.
staff-cohort-define-readmitted = Altas del periodo seguidas de un ingreso no programado por cualquier causa en 30 días, de las altas que cuentan: tras un ingreso, programado o no, con vida, no contra el consejo médico, no a otro hospital, no el mismo día del ingreso y con los 30 días cumplidos. También cuenta el alta de un reingreso (HEDIS; CMS la deja fuera). Sin ajuste por riesgo: compare a los mismos pacientes, no a dos equipos. No se muestra nada si las personas dadas de alta son de una a cuatro.
staff-cohort-define-workload = Pacientes según el equipo que los cuida hoy. Abiertas: alertas abiertas ahora. Carga: alertas que empezaron en el periodo, por cada 24 horas en que se atendió a un paciente. Minutos: los firmados en el periodo, también los de interpretación. Los equipos con menos de cinco pacientes no tienen cifras.
staff-cohort-define-supply = Días con datos enviados por un aparato en un periodo fijo de 30 días, contado desde el primero de esos días: de 2 a 15, 99445; de 16 a 30, 99454. Listo: ya hay 16. En camino: a este ritmo habrá 16.
staff-cohort-define-management = Minutos firmados en el mes natural, con al menos un contacto en directo: de 10 a 19, 99470; 20, 99457; cada 20 más, 99458. Listo: 20 con un contacto en directo. En camino: a este ritmo habrá 20. Los minutos de interpretación no cuentan aquí.
staff-cohort-define-interpretation = Minutos en que un médico u otro profesional cualificado reunió e interpretó datos, firmados como tales, en el periodo fijo de 30 días: desde 30, 99091, una vez, y no junto a la gestión en un mes que el periodo toque.
staff-cohort-define-programme = Valores fisiológicos o una terapia (98975 a 98986): uno u otra para cada paciente, según lo anotado por su equipo. De ello dependen los códigos; días y minutos se cuentan igual.
