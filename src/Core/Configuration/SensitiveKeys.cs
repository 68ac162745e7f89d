namespace Flink.Core.Configuration;

/// <summary>
/// Tells which keys hold secrets, so that their values reach no log, page, error or container output.
/// </summary>
/// <remarks>
/// Flink's list (<c>GlobalConfiguration.SENSITIVE_KEYS</c>) and the access keys of object stores. A key is
/// sensitive when it contains one of them, whatever the case.
/// </remarks>
public static class SensitiveKeys
{
    /// <summary>What is shown in place of a secret; its length says nothing about the secret.</summary>
    public const string Mask = "******";

    private static readonly string[] _parts =
    [
        "password",
        "secret",
        "fs.azure.account.key",
        "apikey",
        "api-key",
        "api.key",
        "auth-params",
        "service-key",
        "token",
        "basic-auth",
        "jaas.config",
        "http-headers",
        "access-key",
        "access.key",
        "accesskey",
    ];

    /// <summary>Whether the value of this key must never be shown.</summary>
    public static bool IsSensitive(string key)
    {
        ArgumentNullException.ThrowIfNull(key);
        foreach (var part in _parts)
        {
            if (key.Contains(part, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The value as it may be shown: itself, or <see cref="Mask"/> when it is a secret or holds one.</summary>
    /// <remarks>It holds one when it gives a sensitive key a value itself, as maps (<c>password:x</c>) and options of processes (<c>-Dpassword=x</c>) do.</remarks>
    public static string Show(string key, string value) => IsSensitive(key) || HoldsSecret(value) ? Mask : value;

    private static bool HoldsSecret(string value)
    {
        foreach (var part in _parts)
        {
            var at = value.IndexOf(part, StringComparison.OrdinalIgnoreCase);
            if (at >= 0 && value.AsSpan(at).ContainsAny(':', '='))
            {
                return true;
            }
        }

        return false;
    }
}
