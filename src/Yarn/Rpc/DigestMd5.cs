using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using Flink.Core;

namespace Flink.Yarn.Rpc;

/// <summary>The client's side of SASL DIGEST-MD5 (RFC 2831), of which .NET has none: one challenge, one response, and the proof that the server knows the secret too.</summary>
/// <param name="user">Its name.</param>
/// <param name="password">Its secret.</param>
/// <param name="uri">What is called: <c>protocol/host</c>.</param>
internal sealed class DigestMd5(string user, string password, string uri)
{
    private const string Authentication = "auth";
    private const string Count = "00000001";
    private const string OwnNonce = "cnonce";
    private const int NonceBytes = 16;
    private string? _expected;

    /// <summary>A token's: its parts are the name and the secret.</summary>
    public static DigestMd5 Of(HadoopToken token, string uri) =>
        new(Convert.ToBase64String(token.Identifier.Span), Convert.ToBase64String(token.Password.Span), uri);

    /// <summary>Answers a challenge.</summary>
    /// <param name="challenge">What the server says.</param>
    /// <param name="ownNonce">What makes the answer one of its kind; null for a random one.</param>
    /// <exception cref="FlinkException">The challenge is none, or asks for what is not there: integrity or privacy of the connection.</exception>
    public string Respond(string challenge, string? ownNonce = null)
    {
        var parts = Parse(challenge);
        var nonce = parts.GetValueOrDefault("nonce") ?? throw new FlinkException("Hadoop's challenge for DIGEST-MD5 has no nonce");
        var realm = parts.GetValueOrDefault("realm") ?? "";
        var protections = parts.GetValueOrDefault("qop", Authentication).Split(',', StringSplitOptions.TrimEntries);
        if (!protections.Contains(Authentication))
        {
            throw new FlinkException($"Hadoop asks for protected connections ('hadoop.rpc.protection' is not 'authentication' but allows {string.Join(", ", protections)} only), which are not there yet: set 'yarn.driver: services'");
        }

        var own = ownNonce ?? Convert.ToBase64String(RandomNumberGenerator.GetBytes(NonceBytes));
        byte[] session = [.. Hash(Encoding.UTF8.GetBytes($"{user}:{realm}:{password}")), .. Encoding.UTF8.GetBytes($":{nonce}:{own}")];
        var first = Convert.ToHexStringLower(Hash(session));
        _expected = Proof(first, nonce, own, $":{uri}");
        return $"charset=utf-8,username=\"{Escape(user)}\",realm=\"{Escape(realm)}\",nonce=\"{Escape(nonce)}\",nc={Count},{OwnNonce}=\"{Escape(own)}\",digest-uri=\"{Escape(uri)}\","
            + $"maxbuf=65536,response={Proof(first, nonce, own, $"AUTHENTICATE:{uri}")},qop={Authentication}";
    }

    /// <summary>Checks that the server knows the secret.</summary>
    /// <exception cref="FlinkException">It does not.</exception>
    public void Verify(string answer)
    {
        if (!Parse(answer).TryGetValue("rspauth", out var proof) || _expected is null
            || !CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(proof), Encoding.ASCII.GetBytes(_expected)))
        {
            throw new FlinkException("A server of Hadoop could not prove that it knows the token: is another one listening at its address?");
        }
    }

    private static string Proof(string first, string nonce, string own, string call) =>
        Convert.ToHexStringLower(Hash(Encoding.UTF8.GetBytes($"{first}:{nonce}:{Count}:{own}:{Authentication}:{Convert.ToHexStringLower(Hash(Encoding.UTF8.GetBytes(call)))}")));

    // The only algorithm of Hadoop's mechanism.
    [SuppressMessage("Security", "CA5351", Justification = "DIGEST-MD5 is what Hadoop's RPC speaks")]
    private static byte[] Hash(byte[] bytes) => MD5.HashData(bytes);

    private static string Escape(string text) => text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal);

    // key=value,key="value with \" in it"
    private static Dictionary<string, string> Parse(string text)
    {
        var parts = new Dictionary<string, string>(StringComparer.Ordinal);
        var at = 0;
        while (at < text.Length)
        {
            var equals = text.IndexOf('=', at);
            if (equals < 0)
            {
                break;
            }

            var key = text[at..equals].Trim(' ', ',');
            var value = new StringBuilder();
            at = equals + 1;
            var isQuoted = at < text.Length && text[at] == '"';
            at += isQuoted ? 1 : 0;
            for (; at < text.Length && text[at] != (isQuoted ? '"' : ','); at++)
            {
                at += isQuoted && text[at] == '\\' && at + 1 < text.Length ? 1 : 0;
                value.Append(text[at]);
            }

            at++;
            parts.TryAdd(key, value.ToString());
        }

        return parts;
    }
}
