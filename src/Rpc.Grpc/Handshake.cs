using System.Globalization;
using System.Reflection;
using Flink.Core;
using Flink.Runtime.Rpc;
using Grpc.Core;

namespace Flink.Rpc.Grpc;

/// <summary>What a process says about itself before anything else.</summary>
/// <param name="Protocol">Version of the messages.</param>
/// <param name="Product">Version of the product.</param>
/// <param name="Address">Where it can be reached.</param>
/// <param name="Incarnation">Differs between two processes that have the same address one after the other.</param>
internal sealed record Handshake(int Protocol, string Product, string Address, string Incarnation)
{
    private const string ProtocolKey = "flink-protocol";
    private const string ProductKey = "flink-version";
    private const string AddressKey = "flink-address";
    private const string IncarnationKey = "flink-incarnation";

    /// <summary>Version of this process's product, without what names its build.</summary>
    public static string OwnProduct { get; } =
        typeof(FlinkException).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "?";

    public static Handshake Own(string address, string incarnation) => new(MessageRegistry.ProtocolVersion, OwnProduct, address, incarnation);

    public static Handshake? Read(Metadata headers) =>
        int.TryParse(headers.GetValue(ProtocolKey), NumberStyles.None, CultureInfo.InvariantCulture, out var protocol)
        && headers.GetValue(ProductKey) is { } product
        && headers.GetValue(AddressKey) is { Length: > 0 } address
        && headers.GetValue(IncarnationKey) is { Length: > 0 } incarnation
            ? new Handshake(protocol, product, address, incarnation)
            : null;

    public Metadata ToHeaders() => new()
    {
        { ProtocolKey, Protocol.ToString(CultureInfo.InvariantCulture) },
        { ProductKey, Product },
        { AddressKey, Address },
        { IncarnationKey, Incarnation },
    };

    /// <summary>Why this process cannot talk to the other one; null when it can.</summary>
    public string? Refuse(Handshake other) =>
        other.Protocol == Protocol && other.Product == Product
            ? null
            : $"Process {Address} runs version {Product} (protocol {Protocol}), process {other.Address} runs version {other.Product} "
                + $"(protocol {other.Protocol}): all processes of a cluster must run the same version.";
}
