// Every text of the page in Brazilian Portuguese.
import type { Catalogue } from "./catalogue.ts";
import { portugueseFailures } from "./pt-br-failures.ts";

const plural = (count: number, one: string, many: string) =>
  `${count.toLocaleString("pt-BR")} ${count === 1 ? one : many}`;

export const portuguese: Catalogue = {
  tag: "pt-BR",
  name: "Português",

  page: {
    nodes: "Nós",
    nodesHint: "Escolha um nó para abrir um shell nele.",
    noNodes: "Ainda não há nós",
    noNodesHint: "A configuração do relay não lista nenhum nó. Acrescente um em [[nodes]] e recarregue.",
    loading: "Carregando os nós…",
    listFailed: "O relay não entregou a lista de nós: verifique sua rede e se o relay está em execução.",
    terminalFailed: "O relay não entregou o terminal: verifique sua rede e se o relay está em execução.",
    tryAgain: "Tentar de novo",
    connectTo: (node) => `Abrir SSH em ${node}`,
    ssh: "SSH",
    filter: "Filtrar nós",
    noMatch: (text) => `Nenhum nó corresponde a “${text}”.`,
    openSessions: "Sessões abertas",
    allNodes: "Todos os nós",
    closeSession: (node) => `Fechar a sessão em ${node}`,
    closeQuestion: (node) => `Fechar a sessão em ${node}?`,
    closeWarning: "O shell ainda está rodando. O que roda nele será encerrado.",
    closeIt: "Fechar sessão",
    theme: "Cores",
    themeAuto: "Como o sistema",
    themeLight: "Claro",
    themeDark: "Escuro",
    language: "Idioma",
    settings: "Configurações",
    demo: "Demonstração",
    demoNote: "Um login descartável para o nó de demonstração está pronto.",
    demoGone:
      "O login da demonstração estava no endereço que make run mostrou, e esta aba não o tem mais. Abra aquele endereço de novo.",
    custodyRelay: "Custódia do relay",
    custodyRelayHint: "O relay faz login neste nó e pode ler a sessão.",
    endToEndHint: "As sessões são criptografadas entre este navegador e o nó.",
    skipToContent: "Ir para o conteúdo",
    copyLink: "Copiar link para este nó",
    linkCopied: "Link copiado",
  },

  terminal: {
    label: (node) => `Terminal em ${node}`,
    ended: (status) => (status === 0 ? "O shell terminou." : `O shell terminou com status ${status}.`),
    endedWithoutStatus: "O shell terminou sem dizer como.",
    endedBySignal: (signal) => `O shell foi encerrado pelo sinal ${signal}.`,
    endedHere: "Você fechou a sessão.",
    reconnect: "Conectar de novo",
    reconnectHint: "ou tecle Enter",
    reconnectIn: (seconds) => `O relay pede para esperar ${plural(seconds, "segundo", "segundos")}.`,
    connect: "Conectar",
    disconnect: "Desconectar",
    details: "Detalhes",
    newSession: "nova sessão",
    bell: "Campainha",
    menu: "Menu do terminal",
    search: "Localizar",
    copy: "Copiar",
    paste: "Colar",
    copied: "Copiado",
    copyReport: "Copiar relatório",
    pasteUnavailable: "Este navegador não deixa uma página ler a área de transferência; cole com o teclado.",
    largerText: "Texto maior",
    smallerText: "Texto menor",
    defaultText: "Tamanho padrão do texto",
    screenReader: "Modo leitor de tela",
    knownHostNotStored:
      "Não foi possível guardar a chave de host neste navegador; você será perguntado de novo na próxima vez.",
    cancel: "Cancelar",
  },

  steps: {
    connecting: (relay) => `Alcançando o relay ${relay}…`,
    handshake: (node) => `Combinando chaves com ${node}…`,
    prompting: "Aguardando você",
    diagnosing: "Descobrindo onde falhou…",
    authenticating: (node) => `Fazendo login em ${node}…`,
    shell: "Conectado",
    reconnecting: "Reconectando…",
    ended: "Encerrado",
    failed: "Sem conexão",
    idle: "Sem conexão",
  },

  seal: {
    endToEnd: "Criptografia de ponta a ponta",
    heldByRelay: "Lido pelo relay",
    show: "O que foi negociado",
    endToEndExplained: (relay, node) =>
      `Tudo é criptografado entre este navegador e ${node}. O relay ${relay} transporta sem conseguir ler.`,
    heldByRelayExplained: (relay) =>
      `Este nó está sob custódia do relay: o relay ${relay} faz login nele e pode ler tudo o que você digita e vê.`,
    caveat: "Como em qualquer página da web, isso vale enquanto você confiar em quem serve a página.",
    hostKey: "Chave de host",
    fingerprint: "Impressão digital",
    keyExchange: "Troca de chaves",
    cipher: "Cifra",
    mac: "Integridade",
    macInCipher: "parte da cifra",
    server: "Servidor",
    signedInBy: "Login por",
    rekeys: "Renovações de chave",
    roundTripNode: "Ida e volta até o nó",
    roundTripRelay: "Ida e volta até o relay",
    roundTrip: (ms) => `${ms} ms`,
    toServer: "saída",
    toClient: "entrada",
  },

  hostKey: {
    newTitle: (node) => `Este é mesmo ${node}?`,
    newIntro: (node) =>
      `Este navegador encontra ${node} pela primeira vez. Compare a impressão digital com a que o operador do nó lhe der.`,
    changedTitle: (node) => `A chave de host de ${node} mudou`,
    changedIntro: (node) =>
      `${node} mostrou uma chave diferente da que este navegador conhece. Alguém pode estar entre você e o nó.`,
    changedAdvice:
      "Ele também pode ter sido reinstalado. Pergunte ao operador antes de continuar; nada sobre você foi enviado.",
    fingerprint: "Impressão digital",
    bits: (bits) => `${bits} bits`,
    copyFingerprint: "Copiar impressão digital",
    copied: "Copiada",
    howToCheck: "Como conferir",
    howToCheckText: "No próprio nó, ou por alguém que esteja nele, execute:",
    compare: "Compare com a impressão digital que você recebeu",
    compareHint: "Opcional. Cole aqui.",
    same: "É a mesma.",
    different: "Não é a mesma. Não aceite esta chave.",
    refuse: "Recusar",
    accept: "Aceitar e lembrar",
    presentedNow: "Mostrada agora",
    knownBefore: "Conhecida até agora",
    replaceSummary: "A chave foi trocada de propósito",
    replaceText: (node) =>
      `Se o operador de ${node} confirmou a nova impressão digital, você pode substituir a chave antiga por ela.`,
    replaceLabel: (node) => `Digite ${node} para confirmar`,
    replace: "Substituir a chave e conectar",
    storeUnreadable: "Não foi possível ler as chaves conhecidas deste navegador, e uma chave trocada pareceria nova.",
  },

  signIn: {
    title: (node) => `Entrar em ${node}`,
    userName: "Nome de usuário",
    userHint: (node) => `A sua conta em ${node}.`,
    continue: "Continuar",
    signIn: "Entrar",
    as: (user) => `como ${user}`,
    waiting: (node) => `Esperando ${node}…`,
    method: "Entrar com",
    methods: { password: "Senha", publickey: "Chave privada", "keyboard-interactive": "Perguntas" },
    password: "Senha",
    interactiveText:
      "O nó faz as próprias perguntas, como um código de uso único. Elas aparecem aqui, uma após a outra.",
    privateKey: "Chave privada",
    privateKeyHint: "Cole ou solte o arquivo.",
    chooseFile: "Escolher arquivo…",
    keyFrom: (file) => `Chave de ${file}`,
    removeKey: "Remover",
    certificate: "Certificado (opcional)",
    certificateHint: "A única linha de um arquivo que termina em ‑cert.pub",
    certificateFrom: (file) => `Certificado de ${file}`,
    fileTooLarge: (limit) => `Esse arquivo é maior que ${limit}, portanto não é uma chave.`,
    keyMissing: "Informe primeiro uma chave privada.",
    staysHere: "Fica neste navegador: o relay nunca vê.",
    setbacks: {
      none: () => "",
      denied: (method) => (method === "password" ? "O nó não aceitou essa senha." : "O nó não aceitou isso."),
      partial_success: () => "O nó aceitou e pede mais uma etapa.",
      wrong_passphrase: () => "Essa frase secreta não abre a chave.",
      unsupported_key_cipher: () =>
        "A chave está criptografada de um modo que não pode ser lido aqui. Recriptografe uma cópia com ssh-keygen -p -Z aes256-ctr.",
      unsupported_key_type: () => "Esse tipo de chave não pode ser usado aqui. Chaves Ed25519, ECDSA e RSA podem.",
      damaged_key: () =>
        "Parece uma chave privada, mas está danificada. Copie o arquivo inteiro, com a primeira e a última linha.",
      not_a_private_key: () => "Isso não é uma chave privada. Ela começa com “-----BEGIN”.",
      public_key_given: () => "Essa é a metade pública. Use a chave privada, o arquivo sem .pub.",
      certificate_mismatch: () => "O certificado não pertence a essa chave ou não é um certificado de usuário.",
      key_not_accepted: () => "O nó não aceita essa chave para este usuário.",
    },
    certificateFlaws: {
      expired: ({ until }) => `O nó não aceitou o certificado: ele expirou em ${until}. Obtenha um novo.`,
      notYetValid: ({ from }) => `O nó não aceitou o certificado: ele não vale antes de ${from}.`,
      namesNobody: () => "O nó não aceitou o certificado: ele não nomeia nenhum usuário. Obtenha um que nomeie.",
      otherUser: ({ user, principals }) =>
        `O nó não aceitou o certificado: ele é para ${principals}, mas não para ${user}.`,
      untrusted: ({ user }) =>
        `O nó não aceitou o certificado para ${user}. Pergunte ao operador se o nó confia na autoridade que o assinou.`,
    },
    passphraseTitle: "Desbloquear a chave privada",
    passphraseIntro: (keyType, comment) =>
      `A chave ${keyType || "privada"}${comment ? ` “${comment}”` : ""} é protegida por uma frase secreta.`,
    passphrase: "Frase secreta",
    unlock: "Desbloquear",
    interactiveTitle: (node) => `${node} pergunta`,
    answer: "Resposta",
    submit: "Enviar",
    newPasswordTitle: "A sua senha expirou",
    newPasswordIntro: (node) => `${node} quer que você escolha uma nova senha antes de continuar.`,
    oldPassword: "Senha atual",
    newPassword: "Nova senha",
    repeatPassword: "Nova senha outra vez",
    passwordsDiffer: "As duas senhas novas não são iguais.",
    changePassword: "Trocar senha",
    saidByNode: (node) => `Dito por ${node}`,
  },

  paste: {
    title: (lines) => `Colar ${plural(lines, "linha", "linhas")}?`,
    intro: "O programa no nó não avisa que distingue uma colagem da digitação; cada linha pode ser executada na hora.",
    paste: "Colar",
    preview: "Texto a colar",
    more: (lines) => `… e mais ${plural(lines, "linha", "linhas")}`,
    sending: (sent, total) => `Colando: ${sent} de ${total}`,
    cancel: "Parar",
    cancelled: "O resto da colagem não foi enviado.",
    stripped: (count) =>
      `${plural(count, "caractere de controle ficou", "caracteres de controle ficaram")} fora da colagem.`,
    tooLarge: (limit) => `Isso passa de ${limit}; copie o arquivo para o nó em vez de colar.`,
    busy: "A última colagem ainda está a caminho.",
    away: "Uma colagem grande espera a conexão voltar; cole de novo então.",
    examining: "Examinando o que você colou…",
  },

  away: {
    title: (relay) => `Reconectando a ${relay}`,
    offline: "Este computador está sem rede",
    offlineHint: "O shell continua sozinho assim que houver rede.",
    lastHeard: (duration) => `último sinal há ${duration}`,
    trying: "tentando agora",
    next: (duration) => `nova tentativa em ${duration}`,
    kept: (time) => `O relay guarda esta sessão até ${time}.`,
    typing: "O que você digita fica guardado e será enviado na ordem.",
    typed: (characters) =>
      `${plural(characters, "caractere digitado espera", "caracteres digitados esperam")} o envio.`,
    reconnectNow: "Reconectar agora",
    reconnectHint: "ou Ctrl+Shift+Enter",
    back: (duration) => `De volta após ${duration}; nada se perdeu.`,
  },

  elsewhere: {
    title: "Esta sessão está aberta em outra aba",
    text: "Só a aba que iniciou uma sessão pode continuar com ela. Pedimos que ela apareça: procure a aba com ▶ no título.",
    thisTab: "esta aba",
    ask: "Pedir que ela apareça",
    begin: "Nova sessão aqui",
    here: "Outra aba procurou esta sessão. Ela está aqui.",
    hereTitle: (title) => `▶ Aqui: ${title}`,
  },

  typed: {
    behindPaste: (characters) =>
      `${plural(characters, "caractere digitado", "caracteres digitados")} enquanto isso ${characters === 1 ? "segue" : "seguem"} depois da colagem.`,
    refused: "Já há tanto esperando que o que você digita agora não é guardado.",
    dropped: (characters) =>
      `${plural(characters, "caractere digitado não foi enviado", "caracteres digitados não foram enviados")}: a sessão já tinha terminado.`,
    unsure: (characters) =>
      `${plural(characters, "caractere digitado", "caracteres digitados")} pouco antes ${characters === 1 ? "pode não ter chegado" : "podem não ter chegado"}.`,
  },

  clipboard: {
    question: (node, characters) =>
      `Um programa em ${node} quer pôr ${plural(characters, "caractere", "caracteres")} na sua área de transferência:`,
    allow: "Permitir",
    refuse: "Recusar",
    failed: "O navegador não permitiu escrever na área de transferência.",
  },

  link: {
    title: "Abrir este link?",
    intro: "Um programa no nó o mostrou. Ele abre em uma nova aba.",
    open: "Abrir link",
    hint: "Ctrl-clique abre links direto.",
  },

  search: {
    label: "Localizar no terminal",
    next: "Próximo resultado",
    previous: "Resultado anterior",
    close: "Fechar busca",
    caseSensitive: "Diferenciar maiúsculas",
    regex: "Expressão regular",
    results: (current, total) => `${current.toLocaleString("pt-BR")} de ${total.toLocaleString("pt-BR")}`,
    none: "Nenhum resultado",
  },

  failure: portugueseFailures,
};
