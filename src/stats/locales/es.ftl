# El informe publicado, en español.

report-kicker = Estadísticas de incidentes
report-period = Casos cerrados del { $from } al { $to }
report-by = Contados por { $names }
report-demo = Demostración: no son casos reales.
report-preview = Vista previa con casos sintéticos: nada de esto ocurrió.
report-languages = También en

short-heading = En breve
short-total =
    { $value ->
        [one] Los tipos que pueden mostrarse suman { $value } caso, con un margen de { $margin }.
       *[other] Los tipos que pueden mostrarse suman { $value } casos, con un margen de { $margin }.
    }
short-none = Ningún tipo llegó a suficientes casos para mostrarse. Eso no es cero: vea cómo leer estas cifras.
short-most = { $name }: { $value } ± { $margin }

table-kind = Qué se denunció
table-geo = Dónde
table-country = En qué países
table-target = Contra quién
table-outcome = Qué se logró
table-tool = Con qué herramientas
table-vector = Por qué vía
table-asset = Qué fue atacado
table-finding = Qué tan seguro es
table-attribution = Con qué firmeza se atribuye
table-actor = Quién estaba detrás
table-response = Cuánto tardó la respuesta
table-cross = { $one } por { $other }
dimension-kind = Tipo
dimension-geo = Región
dimension-country = País
dimension-target = Objetivo
dimension-outcome = Resultado
dimension-tool = Herramienta
dimension-vector = Vía
dimension-asset = Qué fue atacado
dimension-finding = Hallazgo
dimension-attribution = Atribución
dimension-actor = Actor
dimension-response = Tiempo de respuesta

column-value = Casos
column-lower = Mínimo
column-upper = Máximo
chart-error = Cada línea abarca dónde está la cifra verdadera, diecinueve de cada veinte veces (± { $margin }).
chart-few = Menos de { $threshold }, quizá ninguno, y por eso no se muestran: { $names }.
chart-others = Todos los demás no llegaron a { $threshold }, quizá a ninguno, y no se muestran.
chart-nothing =
    { $threshold ->
        [one] Nada en esta tabla llegó a { $threshold } caso.
       *[other] Nada en esta tabla llegó a { $threshold } casos.
    }
chart-uncertain = * El error supera un cuarto del valor: cítelo solo con su rango.
chart-more =
    { $count ->
        [one] El mayor; la tabla los tiene todos.
       *[other] Los { $count } mayores; la tabla los tiene todos.
    }
chart-data = Las cifras en una tabla
map-heading = Mapa de regiones
map-error = ± { $margin }: la cifra verdadera está dentro, diecinueve de cada veinte veces.
map-few = menos de { $threshold }
map-elsewhere = Fuera del mapa: { $names }.
series-heading = A lo largo del tiempo
series-note = Cada período se publicó una vez y nunca se cambia. Diferencias menores que ambos errores no significan nada.

read-heading = Cómo leer estas cifras
read-wrong = Cada cifra está un poco equivocada a propósito: se añadió ruido aleatorio para que nadie pueda saber por ella si una persona pidió ayuda. El error junto a cada cifra dice cuánto.
read-few = «< { $threshold }» significa que resultaron menos de { $threshold }. Puede ser ninguno; nunca prueba que no hubo ninguno.
read-sums = Las tablas se hicieron una por una. Sus sumas difieren un poco, y diferencias menores que los errores no significan nada.
read-case = Un caso es un incidente: cinco personas atacadas en una campaña cuentan una vez, si la línea de ayuda las vinculó. Solo se cuentan casos cuyos denunciantes lo permitieron, una vez cerrados.
read-world = Son los casos que llegaron a una línea de ayuda y no todo lo que ocurrió: más casos puede significar más ataques, o más personas que saben dónde preguntar.
read-late = Las cifras publicadas no se cambian nunca. Lo que llegó tarde para un período cuenta en el siguiente.
read-quote = Cite una cifra con su error y el título de este informe, por ejemplo: «{ $example }».

methods-heading = Para especialistas en estadística
methods-who =
    { $coordinators ->
        [one] El único coordinador
       *[other] Cada coordinador (son { $coordinators })
    }
methods-noise = { methods-who } sumó partes aditivas de los conteos módulo 2⁶⁴ y añadió a cada celda, una sola vez, ruido gaussiano discreto con σ² = 1/(2ρ), en números enteros del generador del sistema operativo. Se muestran los valores desde T, unas tres desviaciones estándar de todo el ruido, redondeados a 5; ± son dos desviaciones estándar de ruido y redondeo.
methods-guarantee = Privacidad diferencial concentrada (zCDP). La unidad es un incidente; tiene ρ = 0.125 para toda su vida (ε = 2.42 con δ = 10⁻⁶): quien conoce todos los demás casos acierta si está contado a lo sumo 61 de cada 100 veces. Esta publicación gasta ρ = { $rho }.
methods-limits = Quien se cuenta como varios incidentes está menos protegido: con cinco, 89 de cada 100 veces. Dos coordinadores que se confabulan ven las sumas verdaderas. Una organización que inventa casos no se detecta.
methods-one = Esta publicación tuvo un solo coordinador, que vio los conteos verdaderos de cada organización.
methods-table = Tabla
methods-cells = Celdas
methods-each = σ de cada uno
methods-all = σ total
methods-plan = Plan
methods-sources = Canonne, Kamath y Steinke 2020, arXiv:2004.00010; Bun y Steinke 2016, arXiv:1605.02658.

files-heading = Archivos
files-data = Las cifras, en CSV con un paquete de datos Frictionless, y en un libro de cálculo
files-check = Firmas, registros y resúmenes de todos los archivos, para quien los verifique

geo-northern-africa = África del Norte
geo-sub-saharan-africa = África subsahariana
geo-northern-america = América del Norte
geo-latin-america-caribbean = América Latina y el Caribe
geo-central-asia = Asia central
geo-eastern-asia = Asia oriental
geo-southern-asia = Asia meridional
geo-south-eastern-asia = Sudeste asiático
geo-western-asia = Asia occidental
geo-eastern-europe = Europa oriental
geo-other-europe = Resto de Europa
geo-oceania = Oceanía
geo-exile-transnational = En el exilio o entre países
geo-unknown = Región desconocida
country-unknown = País desconocido

kind-spyware = Software espía
kind-stalkerware = Software de acoso
kind-phishing = Suplantación (phishing)
kind-account-takeover = Robo de cuenta
kind-device-seizure = Dispositivo retenido o registrado
kind-interception = Interceptación de comunicaciones
kind-biometric-camera = Cámaras o biometría
kind-web-ddos = Ataque a un sitio web
kind-censorship = Censura
kind-harassment = Acoso o usurpación de identidad
kind-data-leak = Filtración de datos
kind-preventive = Consejo antes de un incidente
kind-other = Otro tipo
kind-unknown = Tipo desconocido

finding-confirmed = Confirmado
finding-probable = Probable
finding-suspected = Sospechado
finding-inconclusive = No concluyente
finding-no-evidence = Sin indicios
finding-pending = En examen

target-journalist = Periodistas
target-human-rights-defender = Defensores de derechos humanos
target-lawyer = Abogados
target-activist = Activistas
target-politician = Políticos
target-ngo-staff = Personal de ONG
target-womens-rights = Defensoras de derechos de las mujeres
target-lgbtiq = Personas LGBTIQ
target-minority-land = Defensores de minorías y de la tierra
target-academic = Académicos
target-exile = Personas en el exilio
target-relative = Familiares y amigos
target-other = Otros
target-unknown = Objetivo desconocido

outcome-secured = Dispositivo o cuenta asegurados
outcome-referred = Derivado a otros que ayudan
outcome-vendor-notified = Fabricante avisado
outcome-legal = Acción legal
outcome-public = Hecho público
outcome-no-action = Sin acción necesaria o posible
outcome-unreachable = Ya no localizable
outcome-open = Aún abierto

tool-nso = NSO Group
tool-intellexa-cytrox = Intellexa o Cytrox
tool-candiru = Candiru
tool-quadream = QuaDream
tool-paragon = Paragon
tool-rcs = RCS
tool-memento = Memento Labs
tool-gamma = Gamma
tool-forensic-extraction = Extracción forense
tool-stalkerware = Software de acoso
tool-other-commercial = Otro software espía comercial
tool-states-own = Herramienta propia de un Estado
tool-criminal = Herramienta delictiva
tool-none = Ninguna
tool-unknown = Herramienta desconocida

attribution-none = Ninguna
attribution-low = Confianza baja
attribution-moderate = Confianza media
attribution-high = Confianza alta
attribution-public = Atribución pública

actor-domestic-state = Estado propio
actor-foreign-state = Estado extranjero
actor-affiliated = Cercano a un Estado
actor-company = Empresa
actor-intimate = Pareja o familia
actor-criminal = Delincuentes
actor-other = Otro actor
actor-unknown = Actor desconocido

asset-ios = iPhone o iPad
asset-android = Teléfono Android
asset-computer = Computadora
asset-email = Correo electrónico
asset-social-messaging = Redes sociales o mensajería
asset-website = Sitio web
asset-network = Red
asset-person-place = Una persona o un lugar
asset-other = Otra cosa
asset-unknown = No se sabe qué

vector-zero-click = Sin ningún clic
vector-link = Enlace
vector-attachment = Archivo adjunto
vector-physical = Acceso físico al dispositivo
vector-network = Red
vector-credential = Contraseña o código
vector-app = Aplicación
vector-legal-coercion = Ley o coacción
vector-other = Otra vía
vector-unknown = Vía desconocida

response-under-2-hours = En 2 horas
response-under-24-hours = En 24 horas
response-1-3-days = De 1 a 3 días
response-3-7-days = De 3 a 7 días
response-7-30-days = De 7 a 30 días
response-over-30-days = Más de 30 días
response-not-applicable = No requería respuesta
