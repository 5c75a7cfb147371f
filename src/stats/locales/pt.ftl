# O relatório publicado, em português.

report-kicker = Estatísticas de incidentes
report-period = Casos encerrados de { $from } a { $to }
report-by = Contados por { $names }
report-demo = Demonstração: não são casos reais.
report-preview = Prévia com casos sintéticos: nada disto aconteceu.
report-languages = Também em

short-heading = Em resumo
short-total =
    { $value ->
        [one] Os tipos que podem ser mostrados somam { $value } caso, com margem de { $margin }.
       *[other] Os tipos que podem ser mostrados somam { $value } casos, com margem de { $margin }.
    }
short-none = Nenhum tipo chegou a casos suficientes para ser mostrado. Isso não é zero: veja como ler estes números.
short-most = { $name }: { $value } ± { $margin }

table-kind = O que foi relatado
table-geo = Onde
table-country = Em que países
table-target = Contra quem
table-outcome = O que se conseguiu
table-tool = Com que ferramentas
table-vector = Por que via
table-asset = O que foi atingido
table-finding = Quão certo é
table-attribution = Com que firmeza se atribui
table-actor = Quem estava por trás
table-response = Quanto demorou a resposta
table-cross = { $one } por { $other }
dimension-kind = Tipo
dimension-geo = Região
dimension-country = País
dimension-target = Alvo
dimension-outcome = Resultado
dimension-tool = Ferramenta
dimension-vector = Via
dimension-asset = O que foi atingido
dimension-finding = Conclusão
dimension-attribution = Atribuição
dimension-actor = Autor
dimension-response = Tempo de resposta

column-value = Casos
column-lower = Mínimo
column-upper = Máximo
chart-error = Cada linha abrange onde está o número verdadeiro, dezenove vezes em vinte (± { $margin }).
chart-few = Menos de { $threshold }, talvez nenhum, e por isso não mostrados: { $names }.
chart-others = Todos os outros ficaram abaixo de { $threshold }, talvez em nenhum, e não são mostrados.
chart-nothing =
    { $threshold ->
        [one] Nada nesta tabela chegou a { $threshold } caso.
       *[other] Nada nesta tabela chegou a { $threshold } casos.
    }
chart-uncertain = * O erro passa de um quarto do valor: cite-o somente com o seu intervalo.
chart-more =
    { $count ->
        [one] O maior; a tabela tem todos.
       *[other] Os { $count } maiores; a tabela tem todos.
    }
chart-data = Os números em tabela
map-heading = Mapa de regiões
map-error = ± { $margin }: o número verdadeiro está dentro, dezenove vezes em vinte.
map-few = menos de { $threshold }
map-elsewhere = Fora do mapa: { $names }.
series-heading = Ao longo do tempo
series-note = Cada período foi publicado uma vez e nunca é alterado. Diferenças menores que os dois erros não significam nada.

read-heading = Como ler estes números
read-wrong = Cada número está um pouco errado de propósito: acrescentou-se ruído aleatório para que ninguém possa saber por ele se uma pessoa pediu ajuda. O erro ao lado de cada número diz quanto.
read-few = “< { $threshold }” quer dizer que resultaram menos de { $threshold }. Pode ser nenhum; nunca prova que não houve nenhum.
read-sums = As tabelas foram feitas uma a uma. As suas somas diferem um pouco, e diferenças menores que os erros não significam nada.
read-case = Um caso é um incidente: cinco pessoas atingidas numa campanha contam uma vez, se a linha de ajuda as ligou. Só se contam casos que os relatores permitiram, depois de encerrados.
read-world = São os casos que chegaram a uma linha de ajuda e não tudo o que aconteceu: mais casos podem significar mais ataques, ou mais pessoas que sabem onde perguntar.
read-late = Os números publicados nunca são alterados. O que chegou tarde para um período conta no seguinte.
read-quote = Cite um número com o seu erro e o título deste relatório, por exemplo: “{ $example }”.

methods-heading = Para especialistas em estatística
methods-who =
    { $coordinators ->
        [one] O único coordenador
       *[other] Cada coordenador (são { $coordinators })
    }
methods-noise = { methods-who } somou partes aditivas das contagens módulo 2⁶⁴ e acrescentou a cada célula, uma só vez, ruído gaussiano discreto com σ² = 1/(2ρ), em números inteiros do gerador do sistema operacional. Mostram-se os valores a partir de T, cerca de três desvios-padrão de todo o ruído, arredondados a 5; ± são dois desvios-padrão de ruído e arredondamento.
methods-guarantee = Privacidade diferencial concentrada (zCDP). A unidade é um incidente; tem ρ = 0.125 por toda a vida (ε = 2.42 com δ = 10⁻⁶): quem conhece todos os outros casos acerta se ele foi contado no máximo 61 vezes em 100. Esta publicação gasta ρ = { $rho }.
methods-limits = Quem é contado como vários incidentes fica menos protegido: com cinco, 89 vezes em 100. Dois coordenadores em conluio veem as somas verdadeiras. Uma organização que inventa casos não é notada.
methods-one = Esta publicação teve um só coordenador, que viu as contagens verdadeiras de cada organização.
methods-table = Tabela
methods-cells = Células
methods-each = σ de cada um
methods-all = σ total
methods-plan = Plano
methods-sources = Canonne, Kamath e Steinke 2020, arXiv:2004.00010; Bun e Steinke 2016, arXiv:1605.02658.

files-heading = Arquivos
files-data = Os números, em CSV com um pacote de dados Frictionless, e em uma planilha
files-check = Assinaturas, registros e resumos de todos os arquivos, para quem os verifica

geo-northern-africa = Norte da África
geo-sub-saharan-africa = África subsaariana
geo-northern-america = América do Norte
geo-latin-america-caribbean = América Latina e Caribe
geo-central-asia = Ásia central
geo-eastern-asia = Ásia oriental
geo-southern-asia = Ásia meridional
geo-south-eastern-asia = Sudeste asiático
geo-western-asia = Ásia ocidental
geo-eastern-europe = Europa oriental
geo-other-europe = Resto da Europa
geo-oceania = Oceania
geo-exile-transnational = No exílio ou entre países
geo-unknown = Região desconhecida
country-unknown = País desconhecido

kind-spyware = Software espião
kind-stalkerware = Software de perseguição
kind-phishing = Phishing
kind-account-takeover = Conta tomada
kind-device-seizure = Aparelho retido ou revistado
kind-interception = Interceptação de comunicações
kind-biometric-camera = Câmeras ou biometria
kind-web-ddos = Ataque a um site
kind-censorship = Censura
kind-harassment = Assédio ou falsa identidade
kind-data-leak = Vazamento de dados
kind-preventive = Conselho antes de um incidente
kind-other = Outro tipo
kind-unknown = Tipo desconhecido

finding-confirmed = Confirmado
finding-probable = Provável
finding-suspected = Suspeito
finding-inconclusive = Inconclusivo
finding-no-evidence = Sem indícios
finding-pending = Em exame

target-journalist = Jornalistas
target-human-rights-defender = Defensores de direitos humanos
target-lawyer = Advogados
target-activist = Ativistas
target-politician = Políticos
target-ngo-staff = Pessoal de ONGs
target-womens-rights = Defensoras dos direitos das mulheres
target-lgbtiq = Pessoas LGBTIQ
target-minority-land = Defensores de minorias e da terra
target-academic = Acadêmicos
target-exile = Pessoas no exílio
target-relative = Familiares e amigos
target-other = Outros
target-unknown = Alvo desconhecido

outcome-secured = Aparelho ou conta protegidos
outcome-referred = Encaminhado a outros que ajudam
outcome-vendor-notified = Fabricante avisado
outcome-legal = Ação legal
outcome-public = Tornado público
outcome-no-action = Sem ação necessária ou possível
outcome-unreachable = Não mais alcançável
outcome-open = Ainda aberto

tool-nso = NSO Group
tool-intellexa-cytrox = Intellexa ou Cytrox
tool-candiru = Candiru
tool-quadream = QuaDream
tool-paragon = Paragon
tool-rcs = RCS
tool-memento = Memento Labs
tool-gamma = Gamma
tool-forensic-extraction = Extração forense
tool-stalkerware = Software de perseguição
tool-other-commercial = Outro software espião comercial
tool-states-own = Ferramenta própria de um Estado
tool-criminal = Ferramenta criminosa
tool-none = Nenhuma
tool-unknown = Ferramenta desconhecida

attribution-none = Nenhuma
attribution-low = Confiança baixa
attribution-moderate = Confiança média
attribution-high = Confiança alta
attribution-public = Atribuição pública

actor-domestic-state = O próprio Estado
actor-foreign-state = Estado estrangeiro
actor-affiliated = Próximo de um Estado
actor-company = Empresa
actor-intimate = Parceiro ou família
actor-criminal = Criminosos
actor-other = Outro autor
actor-unknown = Autor desconhecido

asset-ios = iPhone ou iPad
asset-android = Telefone Android
asset-computer = Computador
asset-email = E-mail
asset-social-messaging = Redes sociais ou mensagens
asset-website = Site
asset-network = Rede
asset-person-place = Uma pessoa ou um lugar
asset-other = Outra coisa
asset-unknown = Não se sabe o quê

vector-zero-click = Sem nenhum clique
vector-link = Link
vector-attachment = Anexo
vector-physical = Acesso físico ao aparelho
vector-network = Rede
vector-credential = Senha ou código
vector-app = Aplicativo
vector-legal-coercion = Lei ou coação
vector-other = Outra via
vector-unknown = Via desconhecida

response-under-2-hours = Em 2 horas
response-under-24-hours = Em 24 horas
response-1-3-days = De 1 a 3 dias
response-3-7-days = De 3 a 7 dias
response-7-30-days = De 7 a 30 dias
response-over-30-days = Mais de 30 dias
response-not-applicable = Não pedia resposta
