namespace Flink.Core.Configuration;

/// <summary>Options of encryption and identity.</summary>
public static class SecurityOptions
{
    /// <summary>
    /// Whether processes of a cluster encrypt what they exchange and prove who they are to each other.
    /// </summary>
    public static ConfigOption<bool> InternalEnabled { get; } = ConfigOption.Bool(
        "security.ssl.internal.enabled",
        false,
        "Whether processes of a cluster encrypt what they exchange and prove who they are to each other.")
        .Supported();

    /// <summary>File with the certificate and key of the processes.</summary>
    public static ConfigOption<string> InternalKeystore { get; } = ConfigOption.String(
        "security.ssl.internal.keystore",
        "File with the certificate and key of the processes.")
        .FallsBackTo("security.ssl.keystore")
        .Supported();

    /// <summary>Password of that file.</summary>
    public static ConfigOption<string> InternalKeystorePassword { get; } = ConfigOption.String(
        "security.ssl.internal.keystore-password",
        "Password of that file.")
        .FallsBackTo("security.ssl.keystore-password")
        .Supported();

    /// <summary>Password of the key in that file.</summary>
    public static ConfigOption<string> InternalKeyPassword { get; } = ConfigOption.String(
        "security.ssl.internal.key-password",
        "Password of the key in that file.")
        .FallsBackTo("security.ssl.key-password");

    /// <summary>File with the certificates that processes accept.</summary>
    public static ConfigOption<string> InternalTruststore { get; } = ConfigOption.String(
        "security.ssl.internal.truststore",
        "File with the certificates that processes accept.")
        .FallsBackTo("security.ssl.truststore")
        .Supported();

    /// <summary>Password of that file.</summary>
    public static ConfigOption<string> InternalTruststorePassword { get; } = ConfigOption.String(
        "security.ssl.internal.truststore-password",
        "Password of that file.")
        .FallsBackTo("security.ssl.truststore-password")
        .Supported();

    /// <summary>SHA-1 of the one certificate that processes accept.</summary>
    public static ConfigOption<string> InternalFingerprint { get; } = ConfigOption.String(
        "security.ssl.internal.cert.fingerprint",
        "SHA-1 of the one certificate that processes accept.")
        .Supported();

    /// <summary>Whether the REST endpoint is encrypted.</summary>
    public static ConfigOption<bool> RestEnabled { get; } = ConfigOption.Bool(
        "security.ssl.rest.enabled",
        false,
        "Whether the REST endpoint is encrypted.")
        .Supported();

    /// <summary>Whether callers of the REST endpoint need a certificate.</summary>
    public static ConfigOption<bool> RestAuthentication { get; } = ConfigOption.Bool(
        "security.ssl.rest.authentication-enabled",
        false,
        "Whether callers of the REST endpoint need a certificate.")
        .Supported();

    /// <summary>File with the certificate and key of the REST endpoint.</summary>
    public static ConfigOption<string> RestKeystore { get; } = ConfigOption.String(
        "security.ssl.rest.keystore",
        "File with the certificate and key of the REST endpoint.")
        .FallsBackTo("security.ssl.keystore")
        .Supported();

    /// <summary>Password of that file.</summary>
    public static ConfigOption<string> RestKeystorePassword { get; } = ConfigOption.String(
        "security.ssl.rest.keystore-password",
        "Password of that file.")
        .FallsBackTo("security.ssl.keystore-password")
        .Supported();

    /// <summary>Password of the key in that file.</summary>
    public static ConfigOption<string> RestKeyPassword { get; } = ConfigOption.String(
        "security.ssl.rest.key-password",
        "Password of the key in that file.")
        .FallsBackTo("security.ssl.key-password");

    /// <summary>File with the certificates that REST clients, or the endpoint with authentication, accept.</summary>
    public static ConfigOption<string> RestTruststore { get; } = ConfigOption.String(
        "security.ssl.rest.truststore",
        "File with the certificates that REST clients, or the endpoint with authentication, accept.")
        .FallsBackTo("security.ssl.truststore")
        .Supported();

    /// <summary>Password of that file.</summary>
    public static ConfigOption<string> RestTruststorePassword { get; } = ConfigOption.String(
        "security.ssl.rest.truststore-password",
        "Password of that file.")
        .FallsBackTo("security.ssl.truststore-password")
        .Supported();

    /// <summary>SHA-1 of the one certificate that is accepted.</summary>
    public static ConfigOption<string> RestFingerprint { get; } = ConfigOption.String(
        "security.ssl.rest.cert.fingerprint",
        "SHA-1 of the one certificate that is accepted.")
        .Supported();

    /// <summary>File with a certificate and key, where no narrower option names one.</summary>
    public static ConfigOption<string> Keystore { get; } = ConfigOption.String(
        "security.ssl.keystore",
        "File with a certificate and key, where no narrower option names one.")
        .Supported();

    /// <summary>Password of that file.</summary>
    public static ConfigOption<string> KeystorePassword { get; } = ConfigOption.String(
        "security.ssl.keystore-password",
        "Password of that file.")
        .Supported();

    /// <summary>Password of the key in that file.</summary>
    public static ConfigOption<string> KeyPassword { get; } = ConfigOption.String(
        "security.ssl.key-password",
        "Password of the key in that file.");

    /// <summary>File with accepted certificates, where no narrower option names one.</summary>
    public static ConfigOption<string> Truststore { get; } = ConfigOption.String(
        "security.ssl.truststore",
        "File with accepted certificates, where no narrower option names one.")
        .Supported();

    /// <summary>Password of that file.</summary>
    public static ConfigOption<string> TruststorePassword { get; } = ConfigOption.String(
        "security.ssl.truststore-password",
        "Password of that file.")
        .Supported();

    /// <summary>Whether a caller checks that the certificate names the host it calls.</summary>
    public static ConfigOption<bool> VerifyHostname { get; } = ConfigOption.Bool(
        "security.ssl.verify-hostname",
        true,
        "Whether a caller checks that the certificate names the host it calls.")
        .Supported();

    /// <summary>Oldest protocol version that is accepted.</summary>
    public static ConfigOption<string> Protocol { get; } = ConfigOption.String(
        "security.ssl.protocol",
        "TLSv1.2",
        "Oldest protocol version that is accepted.")
        .Supported();

    /// <summary>Accepted cipher suites, separated by commas.</summary>
    public static ConfigOption<string> Algorithms { get; } = ConfigOption.String(
        "security.ssl.algorithms",
        "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
        "Accepted cipher suites, separated by commas.")
        .Supported();

    /// <summary>File with the keys of the principal.</summary>
    public static ConfigOption<string> KerberosKeytab { get; } = ConfigOption.String(
        "security.kerberos.login.keytab",
        "File with the keys of the principal.");

    /// <summary>Name to log in with.</summary>
    public static ConfigOption<string> KerberosPrincipal { get; } = ConfigOption.String(
        "security.kerberos.login.principal",
        "Name to log in with.");

    /// <summary>Whether a ticket of the user is used when there is no keytab.</summary>
    public static ConfigOption<bool> KerberosUseTicketCache { get; } = ConfigOption.Bool(
        "security.kerberos.login.use-ticket-cache",
        true,
        "Whether a ticket of the user is used when there is no keytab.");

    /// <summary>Services that get the login, separated by commas.</summary>
    public static ConfigOption<string> KerberosContexts { get; } = ConfigOption.String(
        "security.kerberos.login.contexts",
        "Services that get the login, separated by commas.");

    /// <summary>Time between two looks whether the login must be renewed.</summary>
    public static ConfigOption<TimeSpan> KerberosRelogin { get; } = ConfigOption.Duration(
        "security.kerberos.relogin.period",
        "1 min",
        "Time between two looks whether the login must be renewed.")
        .Where(value => value > TimeSpan.Zero, "above zero");

    /// <summary>Further file systems (URIs) for which tokens are fetched.</summary>
    public static ConfigOption<IReadOnlyList<string>> KerberosFileSystems { get; } = ConfigOption.StringList(
        "security.kerberos.access.hadoopFileSystems",
        "Further file systems (URIs) for which tokens are fetched.");

    /// <summary>Whether tokens are fetched and given to the workers.</summary>
    public static ConfigOption<bool> TokensEnabled { get; } = ConfigOption.Bool(
        "security.delegation.tokens.enabled",
        true,
        "Whether tokens are fetched and given to the workers.")
        .Deprecates("security.kerberos.fetch.delegation-token");

    /// <summary>Part of a token's life after which it is fetched anew.</summary>
    public static ConfigOption<double> TokensRenewalRatio { get; } = ConfigOption.Double(
        "security.delegation.tokens.renewal.time-ratio",
        0.75,
        "Part of a token's life after which it is fetched anew.")
        .Where(value => value is > 0 and < 1, "between 0 and 1");

    /// <summary>Pause after a failed fetch.</summary>
    public static ConfigOption<TimeSpan> TokensRetryBackoff { get; } = ConfigOption.Duration(
        "security.delegation.tokens.renewal.retry.backoff",
        "1 h",
        "Pause after a failed fetch.")
        .Where(value => value > TimeSpan.Zero, "above zero");

    /// <summary>Whether tokens of one service are fetched.</summary>
    public static ConfigOption<bool> TokenProviderEnabled { get; } = ConfigOption.Bool(
        "security.delegation.token.provider.<name>.enabled",
        true,
        "Whether tokens of one service are fetched.");

    /// <summary>These options as one chapter.</summary>
    internal static OptionGroup Group { get; } = new(
        "Security",
        [
            InternalEnabled,
            InternalKeystore,
            InternalKeystorePassword,
            InternalKeyPassword,
            InternalTruststore,
            InternalTruststorePassword,
            InternalFingerprint,
            RestEnabled,
            RestAuthentication,
            RestKeystore,
            RestKeystorePassword,
            RestKeyPassword,
            RestTruststore,
            RestTruststorePassword,
            RestFingerprint,
            Keystore,
            KeystorePassword,
            KeyPassword,
            Truststore,
            TruststorePassword,
            VerifyHostname,
            Protocol,
            Algorithms,
            KerberosKeytab,
            KerberosPrincipal,
            KerberosUseTicketCache,
            KerberosContexts,
            KerberosRelogin,
            KerberosFileSystems,
            TokensEnabled,
            TokensRenewalRatio,
            TokensRetryBackoff,
            TokenProviderEnabled,
        ],
        new KnownPrefix("security.delegation.token.provider.", "Further options of one token provider."));
}
