// O que deu errado, em português do Brasil. Each text: a title; a cause that names the hop; a remedy that a person can act on.
import type { Catalogue } from "./catalogue.ts";

export const portugueseFailures: Catalogue["failure"] = {
  hops: {
    browser: "Este navegador",
    network: "O caminho até o relay",
    relay: "O relay",
    route: "O caminho até o nó",
    node: "O nó",
  },
  hopStates: { passed: "alcançado", here: "falhou aqui", notReached: "não alcançado" },
  path: "Até onde chegou",

  reasons: {
    unsupported_version: ({ relay }) => ({
      title: "Esta página e o relay não combinam",
      cause: `O relay ${relay} fala outra versão do protocolo, diferente da desta página`,
      remedy: "recarregue a página sem o cache ou deixe relay e página na mesma versão",
    }),
    malformed_frame: ({ relay }) => ({
      title: "O relay não entendeu o que esta página enviou",
      cause: `O relay ${relay} fechou o enlace porque uma mensagem chegou danificada`,
      remedy: "recarregue a página; se acontecer de novo, procure um proxy que altere mensagens WebSocket",
    }),
    not_authenticated: ({ relay }) => ({
      title: "O relay não sabe quem você é",
      cause: `O relay ${relay} exige prova de quem você é e não recebeu nenhuma que aceite`,
      remedy: "entre de novo na página que o trouxe aqui e conecte outra vez",
    }),
    not_permitted: ({ node, relay }) => ({
      title: `Você não pode acessar ${node}`,
      cause: `O relay ${relay} sabe quem você é, mas não permite que acesse ${node}`,
      remedy: "peça ao operador acesso a este nó",
    }),
    unknown_node: ({ node, relay }) => ({
      title: `O relay não tem um nó chamado ${node}`,
      cause: `O relay ${relay} não tem nenhum nó chamado ${node} na lista`,
      remedy: "confira o nome no endereço ou peça ao operador que acrescente o nó",
    }),
    too_many_links: ({ relay }) => ({
      title: "O relay está cheio",
      cause: `O relay ${relay} já transporta todas as sessões que o operador permite`,
      remedy: "tente de novo daqui a pouco ou peça ao operador que aumente max_links",
    }),
    too_many_links_from_address: ({ relay }) => ({
      title: "Sessões demais a partir do seu endereço",
      cause: `O relay ${relay} já transporta todas as sessões que o operador permite para o seu endereço de rede`,
      remedy: "feche uma das suas sessões ou peça ao operador que aumente max_links_per_address",
    }),
    name_not_found: ({ node }) => ({
      title: `O nome de ${node} não é resolvido`,
      cause: `O relay não encontrou nenhum endereço de rede para ${node}`,
      remedy: "corrija o endereço do nó na configuração do relay ou o DNS que o relay consulta",
    }),
    connection_refused: ({ node }) => ({
      title: `${node} recusou a conexão`,
      cause: `O relay alcançou ${node}, mas nada aceita conexões na porta SSH dele`,
      remedy: "inicie o sshd no nó ou corrija a porta na configuração do relay",
    }),
    connection_timed_out: ({ node }) => ({
      title: `${node} não respondeu`,
      cause: `O relay não teve nenhuma resposta da porta SSH de ${node}`,
      remedy: "confira se o nó está ligado e se nenhum firewall entre ele e o relay descarta a conexão",
    }),
    host_unreachable: ({ node }) => ({
      title: `${node} está inacessível`,
      cause: `A rede do relay não tem rota até ${node}`,
      remedy: "confira se o nó está ligado e se o relay está numa rede que o alcança",
    }),
    connection_reset: ({ node }) => ({
      title: `A conexão com ${node} foi cortada`,
      cause: `A conexão entre o relay e ${node} foi reiniciada`,
      remedy: "conecte de novo; se repetir, veja o log do sshd no nó e o firewall no caminho",
    }),
    closed_by_node: ({ node }) => ({
      title: `${node} fechou a conexão`,
      cause: `${node} fechou a conexão com o relay`,
      remedy: "conecte de novo; o log do sshd no nó diz por que ele desligou",
    }),
    closed_by_client: () => ({
      title: "A sessão foi fechada",
      cause: "Esta página fechou a sessão",
      remedy: "conecte de novo quando quiser",
    }),
    idle_timeout: ({ relay }) => ({
      title: "Fechada após um longo silêncio",
      cause: `O relay ${relay} fechou a sessão porque nada passou por mais tempo do que ele permite`,
      remedy: "conecte de novo ou peça ao operador que aumente idle_timeout",
    }),
    relay_shutting_down: ({ relay }) => ({
      title: "O relay está reiniciando",
      cause: `O relay ${relay} está sendo desligado`,
      remedy: "conecte de novo em um minuto, quando ele voltar",
    }),
    session_unknown: ({ relay }) => ({
      title: "O relay foi reiniciado e a sessão se perdeu",
      cause: `O relay ${relay} não conhece mais esta sessão: as sessões vivem na memória dele e terminam quando ele é reiniciado`,
      remedy: "inicie uma nova sessão; o que rodava num tmux ou screen no nó continua lá",
    }),
    session_expired: ({ relay }) => ({
      title: "A sessão foi guardada até o limite",
      cause: `O relay ${relay} guardou a sessão sem conexão pelo tempo que pode e a encerrou`,
      remedy: "inicie uma nova sessão ou peça ao operador que aumente session_grace",
    }),
    counts_impossible: ({ relay }) => ({
      title: "Não foi possível retomar a sessão",
      cause: `Esta página e o relay ${relay} discordam sobre o que já foi recebido, e continuar poderia perder saída`,
      remedy: "inicie uma nova sessão",
    }),
    internal_error: ({ relay }) => ({
      title: "O relay teve um erro interno",
      cause: `Algo quebrou dentro do relay ${relay}`,
      remedy: "conecte de novo; se repetir, o operador encontra o motivo no log do relay",
    }),
    window_exceeded: ({ relay }) => ({
      title: "O enlace quebrou as próprias regras",
      cause: `O relay ${relay} fechou o enlace porque recebeu mais do que tinha pedido`,
      remedy: "recarregue a página e conecte de novo; se repetir, é um defeito que vale relatar",
    }),
    silent_peer: ({ relay }) => ({
      title: "O relay deixou de ouvir esta página",
      cause: `Nada deste navegador chegou ao relay ${relay} por tempo demais`,
      remedy: "confira a sua rede e conecte de novo",
    }),
    session_wrong_secret: ({ relay }) => ({
      title: "Não foi possível retomar a sessão",
      cause: `O relay ${relay} tem esta sessão, mas esta página não conseguiu provar que ela é sua`,
      remedy: "inicie uma nova sessão; se repetir, é um defeito que vale relatar",
    }),
    session_wrong_user: ({ relay }) => ({
      title: "A sessão é de outra pessoa",
      cause: `O relay ${relay} tem esta sessão, mas ela foi iniciada por outro usuário, não pelo que está conectado agora`,
      remedy: "entre como quem a iniciou ou inicie uma nova sessão",
    }),
    session_superseded: ({ relay }) => ({
      title: "A sessão continua em outro lugar",
      cause: `Uma conexão mais nova desta sessão chegou ao relay ${relay}`,
      remedy: "procure a aba que está com ela ou inicie uma nova sessão",
    }),
    session_evicted: ({ relay }) => ({
      title: "A sessão teve de ceder o lugar",
      cause: `O relay ${relay} já guardava tantas sessões sem página quanto pode e encerrou a mais antiga`,
      remedy: "inicie uma nova sessão ou peça ao operador que aumente detached_sessions",
    }),
  },

  linkErrors: {
    empty_message: brokenLink("chegou uma mensagem vazia"),
    oversized_frame: brokenLink("chegou uma mensagem maior que o permitido"),
    unknown_type: brokenLink("chegou uma mensagem de um tipo que esta página não conhece"),
    malformed: brokenLink("chegou uma mensagem ilegível"),
    unsupported_version: ({ relay }) => ({
      title: "Esta página e o relay não combinam",
      cause: `O relay ${relay} respondeu em outra versão do protocolo, diferente da desta página`,
      remedy: "recarregue a página sem o cache ou deixe relay e página na mesma versão",
    }),
    unexpected_frame: brokenLink("chegou uma mensagem fora de hora"),
    window_exceeded: brokenLink("chegou mais do que esta página tinha pedido"),
    ack_beyond_sent: brokenLink("ele confirmou octetos que nunca foram enviados"),
    ack_went_back: brokenLink("ele voltou atrás numa confirmação"),
    counts_impossible: brokenLink("as contagens dele não podem ser verdadeiras"),
    wrong_final_offset: brokenLink("a última mensagem não combina com os dados anteriores"),
    text_frame: brokenLink("chegou uma mensagem de texto onde só se fala binário"),
    silent_peer: ({ relay }) => ({
      title: "O relay ficou em silêncio",
      cause: `Nada chegou do relay ${relay} por tempo demais`,
      remedy: "confira a sua rede, veja se um proxy no caminho corta WebSockets quietos e conecte de novo",
    }),
    wrong_secret: brokenLink("ele pediu uma sessão sem o segredo dela"),
    superseded_attempt: brokenLink("ele voltou a uma sessão depois de outro"),
  },

  causes: {
    not_ssh: ({ node }) => ({
      title: `O que responde em ${node} não é SSH`,
      cause: `Algo responde na porta de ${node}, mas não fala SSH`,
      remedy: "corrija a porta do nó na configuração do relay; os detalhes mostram o que ele disse",
    }),
    ssh_version_1: ({ node }) => ({
      title: `${node} só fala SSH-1`,
      cause: `${node} oferece apenas a versão 1 do SSH, quebrada há décadas`,
      remedy: "atualize o servidor SSH do nó",
    }),
    banner_too_long: ({ node }) => ({
      title: `${node} não chegou ao ponto`,
      cause: `${node} enviou um texto longo, mas nenhuma identificação SSH`,
      remedy: "confira se a porta do nó na configuração do relay é a do sshd",
    }),
    closed_by_peer: {
      banner: ({ node }) => ({
        title: `${node} desligou na hora`,
        cause: `${node} aceitou a conexão e a fechou sem dizer nada`,
        remedy: "veja o log do sshd: MaxStartups, um bloqueio (fail2ban) ou uma regra de acesso costumam ser o motivo",
      }),
      key_exchange: ({ node }) => ({
        title: `${node} desligou durante a troca de chaves`,
        cause: `${node} fechou a conexão enquanto as chaves eram combinadas`,
        remedy: "veja no log do sshd a que algoritmo ou limite ele se opôs",
      }),
      host_key: ({ node }) => ({
        title: `${node} não esperou`,
        cause: `${node} fechou a conexão enquanto a chave de host aguardava a sua resposta`,
        remedy: "conecte de novo e responda dentro do LoginGraceTime dele",
      }),
      authentication: ({ node }) => ({
        title: `${node} desligou durante o login`,
        cause: `${node} fechou a conexão durante o login`,
        remedy: "conecte de novo; tentativas demais ou o fim do LoginGraceTime costumam ser o motivo",
      }),
      channel: ({ node }) => ({
        title: `${node} desligou antes do shell`,
        cause: `${node} aceitou o seu login, mas fechou a conexão antes de abrir um shell`,
        remedy: "veja o log do sshd no nó e o shell de login da conta",
      }),
      session: ({ node }) => ({
        title: `${node} sumiu`,
        cause: `A conexão com ${node} terminou sem despedida`,
        remedy: "conecte de novo; um reinício do nó ou da rede dele costuma ser o motivo",
      }),
    },
    timed_out: {
      banner: ({ node }) => ({
        title: `${node} não disse nada`,
        cause: `${node} aceitou a conexão, mas não começou a falar SSH a tempo`,
        remedy: "confira a carga do nó e se a porta na configuração do relay é a do sshd",
      }),
      key_exchange: ({ node }) => ({
        title: `${node} demorou demais`,
        cause: `${node} não concluiu a troca de chaves a tempo`,
        remedy: "confira a carga do nó e a rede até ele (um MTU errado costuma causar isso) e tente de novo",
      }),
      host_key: ({ node }) => ({
        title: `${node} demorou demais`,
        cause: `${node} não provou a chave de host a tempo`,
        remedy: "confira a carga do nó e conecte de novo",
      }),
      authentication: ({ node }) => ({
        title: `${node} não respondeu ao login`,
        cause: `${node} não respondeu ao login a tempo`,
        remedy: "confira o que ele consulta no login (LDAP, segundo fator) e tente de novo",
      }),
      channel: ({ node }) => ({
        title: `${node} não abriu um shell`,
        cause: `${node} aceitou o seu login, mas não iniciou um shell a tempo`,
        remedy: "confira a carga do nó e os scripts de login da conta",
      }),
      session: ({ node }) => ({
        title: `${node} parou de responder`,
        cause: `${node} parou de responder no meio da sessão`,
        remedy: "confira o nó e a rede até ele e conecte de novo",
      }),
    },
    no_common_algorithm: ({ node, category }) => ({
      title: "Nenhum algoritmo em comum",
      cause: `${node} e esta página não têm ${category ? `“${category}”` : "nenhum algoritmo"} em comum`,
      remedy: "permita um atual no sshd_config do nó ou atualize o servidor SSH; os detalhes listam os dois lados",
    }),
    bad_signature: ({ node }) => ({
      title: `${node} não provou quem é`,
      cause: `${node} mostrou uma chave de host, mas não provou que a possui`,
      remedy: "não faça login; descubra quem responde nesse endereço antes de tentar de novo",
    }),
    integrity_error: ({ node }) => ({
      title: "Um pacote foi danificado no caminho",
      cause: `Um pacote entre esta página e ${node} não passou na verificação de integridade, e a sessão foi encerrada`,
      remedy: "conecte de novo; se repetir, algo no caminho altera os dados",
    }),
    protocol_error: ({ node }) => ({
      title: `${node} quebrou o protocolo SSH`,
      cause: `${node} enviou algo que o SSH não permite naquele ponto`,
      remedy: "atualize o servidor SSH do nó; os detalhes mostram o que ele disse",
    }),
    memory_limit: ({ node }) => ({
      title: `${node} enviou demais`,
      cause: `${node} enviou mais dados não pedidos do que esta página aceita guardar`,
      remedy: "conecte de novo; se repetir, não confie nesse servidor",
    }),
    host_key_refused: ({ node }) => ({
      title: "Você recusou a chave de host",
      cause: `A chave de host de ${node} não foi aceita, e nada sobre você foi enviado`,
      remedy: "compare a impressão digital com a que o nó mostra e conecte de novo",
    }),
    host_key_changed: ({ node }) => ({
      title: `${node} mostrou outra chave de host`,
      cause: `A chave de host de ${node} não é a que este navegador conhece, e nada sobre você foi enviado`,
      remedy: "pergunte ao operador se o nó foi reinstalado antes de conectar de novo e substituir a chave",
    }),
    no_method_left: ({ node, methods }) => ({
      title: "Não resta nenhum modo de entrar",
      cause: `${node} só aceita modos de login que esta página não tem${methods ? ` (${methods})` : ""}`,
      remedy: "permita senha, chave pública ou keyboard-interactive no sshd_config do nó",
    }),
    too_many_attempts: ({ node }) => ({
      title: "Tentativas demais",
      cause: `${node} desligou depois de tentativas de login demais`,
      remedy: "confira usuário e credencial, espere um pouco e conecte de novo",
    }),
    authentication_cancelled: ({ node }) => ({
      title: "Login cancelado",
      cause: `Você saiu do login em ${node}`,
      remedy: "conecte de novo quando quiser",
    }),
    disconnected_by_peer: {
      banner: disconnected("antes da troca de chaves"),
      key_exchange: disconnected("durante a troca de chaves"),
      host_key: disconnected("enquanto a chave de host era conferida"),
      authentication: disconnected("durante o login"),
      channel: disconnected("antes de abrir um shell"),
      session: disconnected("no meio da sessão"),
    },
    channel_refused: ({ node }) => ({
      title: `${node} não abre sessões`,
      cause: `${node} aceitou o seu login, mas recusou abrir uma sessão`,
      remedy: "aumente MaxSessions no sshd_config ou confira os limites da conta",
    }),
    pty_refused: ({ node }) => ({
      title: `${node} não dá um terminal`,
      cause: `${node} recusou dar um terminal a esta sessão`,
      remedy: "confira PermitTTY no sshd_config e se há uma opção no-pty na sua chave",
    }),
    shell_refused: ({ node, user }) => ({
      title: `${node} não inicia um shell`,
      cause: `${node} recusou iniciar um shell para ${user || "esta conta"}`,
      remedy: "confira o shell de login da conta e se há um comando forçado no nó",
    }),
    keepalive_lost: ({ node }) => ({
      title: `${node} parou de responder`,
      cause: `O relay está lá, mas ${node} não respondeu às últimas perguntas se está vivo`,
      remedy: "confira o nó e a rede entre ele e o relay e conecte de novo",
    }),
    screen_lost: () => ({
      title: "A tela perdeu saída",
      cause:
        "O terminal neste navegador não conseguiu mostrar o que recebeu, e a sessão foi encerrada para não seguir errada",
      remedy: "conecte de novo; se repetir, tente sem as extensões do navegador",
    }),
    internal_error: () => ({
      title: "Algo quebrou nesta página",
      cause: "O motor SSH neste navegador teve um erro interno",
      remedy: "recarregue a página e conecte de novo; se repetir, é um defeito que vale relatar",
    }),
  },

  sockets: {
    offline: () => ({
      title: "Você está sem rede",
      cause: "Este navegador não tem conexão de rede",
      remedy: "conecte-se a uma rede e tente de novo",
    }),
    mixed_content: ({ relay }) => ({
      title: "O endereço do relay não é seguro",
      cause: `Esta página veio por https, e o navegador então recusa o endereço sem criptografia do relay ${relay}`,
      remedy: "use um endereço wss:// para o relay",
    }),
    relay_unreachable: ({ relay }) => ({
      title: "O relay não responde",
      cause: `Este navegador não alcança ${relay}`,
      remedy: "confira a sua rede ou VPN e se o relay está em execução",
    }),
    relay_unhealthy: ({ relay }) => ({
      title: "O relay não está bem",
      cause: `O relay ${relay} responde, mas diz que não está saudável`,
      remedy: "tente de novo em um minuto ou veja o log do relay",
    }),
    gateway_without_relay: ({ relay }) => ({
      title: "O proxy não alcança o relay",
      cause: `O servidor web em ${relay} responde, mas não tem resposta do relay atrás dele`,
      remedy: "inicie o relay ou corrija o endereço dele na configuração do proxy",
    }),
    not_routed: ({ relay }) => ({
      title: "O caminho do relay não leva a nada",
      cause: `O servidor web em ${relay} não conhece o caminho /ws/`,
      remedy: "faça o proxy encaminhar /ws/ ao relay ou corrija o endereço do relay",
    }),
    not_a_relay: ({ relay }) => ({
      title: "Outra coisa responde ali",
      cause: `O que responde em ${relay} é um servidor web, mas não um relay`,
      remedy: "corrija o endereço do relay ou faça o proxy encaminhar /ws/ ao relay",
    }),
    upgrade_lost: ({ relay }) => ({
      title: "O WebSocket não passa",
      cause: `O relay ${relay} responde por HTTP, mas o WebSocket não sobe: um proxy no caminho descarta o cabeçalho Upgrade, ou o relay não permite a origem desta página`,
      remedy:
        "repasse Upgrade e Connection no proxy (nginx: proxy_http_version 1.1) e inclua a origem desta página em origins do relay",
    }),
    origin_refused: ({ relay }) => ({
      title: "O relay não aceita a origem desta página",
      cause: `O relay ${relay} não atende páginas vindas deste endereço`,
      remedy: "inclua a origem e o host desta página na configuração do relay",
    }),
    sign_in_required: ({ relay }) => ({
      title: "Há um login antes do relay",
      cause: `O servidor web em ${relay} exige que você entre primeiro`,
      remedy: "recarregue a página, entre e conecte de novo",
    }),
    rate_limited: ({ relay }) => ({
      title: "Pedidos demais",
      cause: `O relay ${relay}, ou um proxy antes dele, quer menos pedidos do seu endereço`,
      remedy: "espere um minuto e conecte de novo",
    }),
    lost: ({ relay }) => ({
      title: "A conexão com o relay caiu",
      cause: `A conexão entre este navegador e o relay ${relay} foi interrompida`,
      remedy: "confira a sua rede e conecte de novo",
    }),
    going_away: ({ relay }) => ({
      title: "O relay saiu do ar",
      cause: `O relay ${relay}, ou um proxy antes dele, está reiniciando`,
      remedy: "conecte de novo em um minuto",
    }),
    refused_message: ({ relay }) => ({
      title: "O enlace foi fechado por defeito",
      cause: `O relay ${relay}, ou um proxy antes dele, fechou o enlace porque não aceitou uma mensagem`,
      remedy: "recarregue a página e conecte de novo; se repetir, procure um proxy que limite mensagens WebSocket",
    }),
  },

  engine: () => ({
    title: "O motor SSH não iniciou",
    cause: "O motor SSH não pôde rodar neste navegador",
    remedy: "use um navegador atual com WebAssembly e recarregue a página; os detalhes trazem as palavras do navegador",
  }),
  closedWhileAway: ({ node, away }) => ({
    title: `${node} encerrou a sessão enquanto você estava fora de alcance`,
    cause: `${node} a fechou durante a ausência de ${away}, como faz o sshd com ClientAliveInterval quando ninguém responde`,
    remedy:
      "conecte de novo; para resistir a ausências assim, aumente ClientAliveCountMax ou ClientAliveInterval no sshd_config do nó",
  }),
  token: ({ relay }) => ({
    title: "A página não forneceu um token",
    cause: `A página da qual este terminal faz parte não forneceu o token que prova ao relay ${relay} quem você é`,
    remedy: "recarregue a página e faça login nela de novo; se repetir, mostre os detalhes a quem mantém a página",
  }),
  unknown:
    (word) =>
    ({ node, relay }) => ({
      title: "Falhou por um motivo que esta página não conhece",
      cause: `A sessão com ${node} pelo relay ${relay} terminou com “${word}”`,
      remedy: "recarregue a página, que parece mais antiga que o relay, e conecte de novo",
    }),

  stages: {
    banner: "esperando o servidor SSH",
    key_exchange: "combinando chaves",
    host_key: "conferindo a chave de host",
    authentication: "fazendo login",
    channel: "abrindo um shell",
    session: "o shell estava rodando",
  },
  details: {
    stage: "Etapa",
    cause: "Causa",
    said: "O outro lado disse",
    pageSaid: "A página disse",
    closeCode: "Código de fechamento",
    ours: "Esta página oferece",
    theirs: "O nó oferece",
    methods: "Métodos do nó",
    probe: "Teste do relay",
  },
};

function brokenLink(what: string): Catalogue["failure"]["linkErrors"]["malformed"] {
  return ({ relay }) => ({
    title: "O relay quebrou o protocolo",
    cause: `O enlace com o relay ${relay} foi fechado, porque ${what}`,
    remedy: "recarregue a página e conecte de novo; se repetir, procure um proxy que altere mensagens WebSocket",
  });
}

function disconnected(when: string): Catalogue["failure"]["linkErrors"]["malformed"] {
  return ({ node }) => ({
    title: `${node} encerrou a conexão`,
    cause: `${node} encerrou a conexão ${when}`,
    remedy: "leia nos detalhes o motivo que ele deu e conecte de novo",
  });
}
