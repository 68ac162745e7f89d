using Flink.Yarn.Rpc.Messages;
using Google.Protobuf;

namespace Flink.Yarn.Rpc;

/// <summary>What proves to a server of Hadoop who calls: an identifier that it has signed, and the signature, which is the secret.</summary>
/// <param name="identifier">Who, in the server's own form.</param>
/// <param name="password">The secret.</param>
/// <param name="kind">What it is for, such as <c>YARN_AM_RM_TOKEN</c>.</param>
/// <param name="service">Which server it is for; may be empty.</param>
internal sealed class HadoopToken(ReadOnlyMemory<byte> identifier, ReadOnlyMemory<byte> password, string kind, string service)
{
    public ReadOnlyMemory<byte> Identifier { get; } = identifier;

    public ReadOnlyMemory<byte> Password { get; } = password;

    public string Kind { get; } = kind;

    public string Service { get; } = service;

    public static HadoopToken Of(Token message) => new(message.Identifier.Memory, message.Password.Memory, message.Kind, message.Service);

    public Token ToMessage() => new()
    {
        Identifier = ByteString.CopyFrom(Identifier.Span),
        Password = ByteString.CopyFrom(Password.Span),
        Kind = Kind,
        Service = Service,
    };

    /// <summary>Without its secret.</summary>
    public override string ToString() => $"token of kind {Kind}";
}
