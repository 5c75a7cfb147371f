# Le rapport publié, en français.

report-kicker = Statistiques d’incidents
report-period = Cas clos du { $from } au { $to }
report-by = Comptés par { $names }
report-demo = Démonstration : ce ne sont pas de vrais cas.
report-preview = Aperçu sur des cas synthétiques : rien de ceci n’a eu lieu.
report-languages = Aussi en

short-heading = En bref
short-total = Les types qui peuvent être montrés totalisent { $value } cas, à { $margin } près.
short-none = Aucun type n’a atteint assez de cas pour être montré. Ce n’est pas zéro : voyez comment lire ces nombres.
short-most = { $name } : { $value } ± { $margin }

table-kind = Ce qui a été signalé
table-geo = Où
table-country = Dans quels pays
table-target = Contre qui
table-outcome = Ce qui en est sorti
table-tool = Avec quels outils
table-vector = Par quelle voie
table-asset = Ce qui a été touché
table-finding = Avec quelle certitude
table-attribution = Avec quelle fermeté on l’attribue
table-actor = Qui était derrière
table-response = En combien de temps on a répondu
table-cross = { $one } par { $other }
dimension-kind = Type
dimension-geo = Région
dimension-country = Pays
dimension-target = Cible
dimension-outcome = Issue
dimension-tool = Outil
dimension-vector = Voie
dimension-asset = Ce qui a été touché
dimension-finding = Constat
dimension-attribution = Attribution
dimension-actor = Auteur
dimension-response = Délai de réponse

column-value = Cas
column-lower = Au moins
column-upper = Au plus
chart-error = Chaque trait couvre l’endroit où se trouve le vrai nombre, dix-neuf fois sur vingt (± { $margin }).
chart-few = Moins de { $threshold }, peut-être aucun, et donc non montrés : { $names }.
chart-others = Tous les autres sont restés sous { $threshold }, peut-être à aucun, et ne sont pas montrés.
chart-nothing = Rien dans ce tableau n’a atteint { $threshold } cas.
chart-uncertain = * L’erreur dépasse un quart de la valeur : ne la citez qu’avec son intervalle.
chart-more =
    { $count ->
        [one] Le plus grand ; le tableau les a tous.
       *[other] Les { $count } plus grands ; le tableau les a tous.
    }
chart-data = Les nombres en tableau
map-heading = Carte des régions
map-error = ± { $margin } : le vrai nombre est dedans, dix-neuf fois sur vingt.
map-few = moins de { $threshold }
map-elsewhere = Hors de la carte : { $names }.
series-heading = Au fil du temps
series-note = Chaque période a été publiée une fois et n’est jamais modifiée. Des différences plus petites que les deux erreurs ne veulent rien dire.

read-heading = Comment lire ces nombres
read-wrong = Chaque nombre est un peu faux, exprès : un bruit aléatoire y a été ajouté, pour que personne ne puisse en déduire si quelqu’un a demandé de l’aide. L’erreur à côté de chaque nombre dit de combien.
read-few = « < { $threshold } » veut dire qu’il en est sorti moins de { $threshold }. Ce peut être aucun ; ce n’est jamais la preuve qu’il n’y en eut aucun.
read-sums = Les tableaux ont été faits un par un. Leurs sommes diffèrent un peu, et des différences plus petites que les erreurs ne veulent rien dire.
read-case = Un cas est un incident : cinq personnes touchées par une campagne comptent une fois, si le service d’aide les a reliées. Seuls comptent les cas clos dont l’auteur du signalement l’a permis.
read-world = Ce sont les cas parvenus à un service d’aide et non tout ce qui a eu lieu : plus de cas peut vouloir dire plus d’attaques, ou plus de gens qui savent où demander.
read-late = Les nombres publiés ne sont jamais modifiés. Ce qui est arrivé trop tard pour une période compte dans la suivante.
read-quote = Citez un nombre avec son erreur et le titre de ce rapport, par exemple : « { $example } ».

methods-heading = Pour les statisticiens
methods-who =
    { $coordinators ->
        [one] Le seul coordinateur
       *[other] Chaque coordinateur (ils sont { $coordinators })
    }
methods-noise = { methods-who } a additionné des parts additives des comptes modulo 2⁶⁴ et ajouté à chaque cellule, une seule fois, un bruit gaussien discret de σ² = 1/(2ρ), en nombres entiers issus du générateur du système d’exploitation. Les valeurs à partir de T, environ trois écarts-types de tout le bruit, sont montrées, arrondies à 5 ; ± vaut deux écarts-types de bruit et d’arrondi.
methods-guarantee = Confidentialité différentielle concentrée (zCDP). L’unité est un incident ; il a ρ = 0.125 pour toute sa vie (ε = 2.42 à δ = 10⁻⁶) : qui connaît tous les autres cas devine s’il est compté au plus 61 fois sur 100. Cette publication en dépense ρ = { $rho }.
methods-limits = Qui est compté comme plusieurs incidents est moins protégé : avec cinq, 89 fois sur 100. Deux coordinateurs de connivence voient les vraies sommes. Une organisation qui invente des cas n’est pas remarquée.
methods-one = Cette publication n’a eu qu’un coordinateur, qui a vu les vrais comptes de chaque organisation.
methods-table = Tableau
methods-cells = Cellules
methods-each = σ de chacun
methods-all = σ de tous
methods-plan = Plan
methods-sources = Canonne, Kamath et Steinke 2020, arXiv:2004.00010 ; Bun et Steinke 2016, arXiv:1605.02658.

files-heading = Fichiers
files-data = Les nombres, en CSV avec un paquet de données Frictionless, et en classeur
files-check = Signatures, registres et empreintes de tous les fichiers, pour qui les vérifie

geo-northern-africa = Afrique du Nord
geo-sub-saharan-africa = Afrique subsaharienne
geo-northern-america = Amérique du Nord
geo-latin-america-caribbean = Amérique latine et Caraïbes
geo-central-asia = Asie centrale
geo-eastern-asia = Asie de l’Est
geo-southern-asia = Asie du Sud
geo-south-eastern-asia = Asie du Sud-Est
geo-western-asia = Asie de l’Ouest
geo-eastern-europe = Europe de l’Est
geo-other-europe = Reste de l’Europe
geo-oceania = Océanie
geo-exile-transnational = En exil ou entre pays
geo-unknown = Région inconnue
country-unknown = Pays inconnu

kind-spyware = Logiciel espion
kind-stalkerware = Logiciel de harcèlement
kind-phishing = Hameçonnage
kind-account-takeover = Compte pris
kind-device-seizure = Appareil saisi ou fouillé
kind-interception = Interception de communications
kind-biometric-camera = Caméras ou biométrie
kind-web-ddos = Attaque contre un site web
kind-censorship = Censure
kind-harassment = Harcèlement ou usurpation d’identité
kind-data-leak = Fuite de données
kind-preventive = Conseil avant un incident
kind-other = Autre type
kind-unknown = Type inconnu

finding-confirmed = Confirmé
finding-probable = Probable
finding-suspected = Soupçonné
finding-inconclusive = Non concluant
finding-no-evidence = Aucun indice
finding-pending = En cours d’examen

target-journalist = Journalistes
target-human-rights-defender = Défenseurs des droits humains
target-lawyer = Avocats
target-activist = Militants
target-politician = Personnalités politiques
target-ngo-staff = Personnel d’ONG
target-womens-rights = Défenseuses des droits des femmes
target-lgbtiq = Personnes LGBTIQ
target-minority-land = Défenseurs des minorités et de la terre
target-academic = Universitaires
target-exile = Personnes en exil
target-relative = Proches et amis
target-other = Autres
target-unknown = Cible inconnue

outcome-secured = Appareil ou compte sécurisé
outcome-referred = Orienté vers d’autres aides
outcome-vendor-notified = Fabricant averti
outcome-legal = Action en justice
outcome-public = Rendu public
outcome-no-action = Aucune action utile ou possible
outcome-unreachable = Plus joignable
outcome-open = Encore ouvert

tool-nso = NSO Group
tool-intellexa-cytrox = Intellexa ou Cytrox
tool-candiru = Candiru
tool-quadream = QuaDream
tool-paragon = Paragon
tool-rcs = RCS
tool-memento = Memento Labs
tool-gamma = Gamma
tool-forensic-extraction = Extraction judiciaire
tool-stalkerware = Logiciel de harcèlement
tool-other-commercial = Autre logiciel espion commercial
tool-states-own = Outil propre à un État
tool-criminal = Outil criminel
tool-none = Aucun
tool-unknown = Outil inconnu

attribution-none = Aucune
attribution-low = Confiance faible
attribution-moderate = Confiance moyenne
attribution-high = Confiance forte
attribution-public = Attribution publique

actor-domestic-state = Le propre État
actor-foreign-state = État étranger
actor-affiliated = Proche d’un État
actor-company = Entreprise
actor-intimate = Partenaire ou famille
actor-criminal = Criminels
actor-other = Autre auteur
actor-unknown = Auteur inconnu

asset-ios = iPhone ou iPad
asset-android = Téléphone Android
asset-computer = Ordinateur
asset-email = Courriel
asset-social-messaging = Réseaux sociaux ou messagerie
asset-website = Site web
asset-network = Réseau
asset-person-place = Une personne ou un lieu
asset-other = Autre chose
asset-unknown = On ne sait quoi

vector-zero-click = Sans aucun clic
vector-link = Lien
vector-attachment = Pièce jointe
vector-physical = Accès physique à l’appareil
vector-network = Réseau
vector-credential = Mot de passe ou code
vector-app = Application
vector-legal-coercion = Loi ou contrainte
vector-other = Autre voie
vector-unknown = Voie inconnue

response-under-2-hours = En 2 heures
response-under-24-hours = En 24 heures
response-1-3-days = De 1 à 3 jours
response-3-7-days = De 3 à 7 jours
response-7-30-days = De 7 à 30 jours
response-over-30-days = Plus de 30 jours
response-not-applicable = Sans réponse à donner
