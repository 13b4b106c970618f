# Cómo medir, en una página propia para cada aparato.
how-link = Cómo
how-link-what = : { $task }
how-title = { $kind ->
    [pressure] Cómo medir su tensión
    [oxygen] Cómo medir su oxígeno
    [pulse] Cómo medir su pulso
    [temperature] Cómo medir su temperatura
    [weight] Cómo pesarse
    [sugar] Cómo medir su azúcar
   *[breathing] Cómo contar sus respiraciones
}
how-rest = Primero siéntese y descanse 5 minutos.
how-pressure-1 = Apoye la espalda. Ponga los dos pies en el suelo. No cruce las piernas.
how-pressure-2 = Ponga el manguito en el brazo desnudo, justo encima del codo.
how-pressure-3 = Apoye el brazo en una mesa, a la altura del corazón.
how-pressure-4 = Pulse el botón. No hable ni se mueva hasta que termine.
how-oxygen-1 = Caliente la mano. Quite el esmalte de uñas.
how-oxygen-2 = Meta un dedo en la pinza, con la uña hacia arriba.
how-oxygen-3 = No mueva la mano. Espere hasta que el número no cambie.
how-pulse-1 = Póngase el manguito, la pinza del dedo o la banda del pecho.
how-pulse-2 = Quédese sin moverse un minuto. No hable.
how-temperature-1 = Espere 20 minutos después de comer, de una bebida caliente o de un baño.
how-temperature-2 = Mida siempre en el mismo sitio: boca, oído o axila.
how-temperature-3 = No se mueva hasta que pite.
how-weight-1 = Use la báscula por la mañana, antes de comer. Antes vaya al baño.
how-weight-2 = Ponga la báscula en un suelo duro.
how-weight-3 = Quítese los zapatos y la ropa pesada.
how-weight-4 = No se mueva hasta que el número no cambie.
how-sugar-1 = Lávese las manos con agua templada. Séquelas bien.
how-sugar-2 = Ponga una tira nueva en el aparato.
how-sugar-3 = Pinche un lado del dedo con una aguja nueva.
how-sugar-4 = Toque la gota con la tira. Espere el número.
how-breathing-1 = Mire un reloj. Cuente sus respiraciones durante un minuto.
how-breathing-2 = Tomar y echar el aire es una respiración. Respire como siempre.
how-sends = Su aparato envía el número solo. Puede tardar unos minutos.
how-type = ¿No se envió nada? Escríbalo
how-type-hint = Escriba lo que ve ahora.
how-field = { $sign } ({ $unit })
how-wrong = Este número no puede ser correcto. Mírelo otra vez, por favor.
how-too-late = Esta medición es demasiado antigua para usarla. Mida otra vez, por favor.
