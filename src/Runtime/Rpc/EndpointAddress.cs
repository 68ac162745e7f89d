using System.Diagnostics.CodeAnalysis;

namespace Flink.Runtime.Rpc;

/// <summary>Where an endpoint is reached: the process that it lives in, and its name there.</summary>
/// <param name="Process">"host:port" of the process's RPC port; for a transport inside one process, the name of that.</param>
/// <param name="Name">Unique in the process, such as "resourcemanager" or "jobmaster-" and the job's id; empty for a caller that is no endpoint.</param>
public readonly record struct EndpointAddress(string Process, string Name) : IParsable<EndpointAddress>
{
    /// <summary>"process/name", as it stands in configuration, in leader records and in messages of errors.</summary>
    public override string ToString() => $"{Process}/{Name}";

    /// <summary>Reads what <see cref="ToString"/> wrote.</summary>
    /// <exception cref="FormatException">It is not of the form "process/name".</exception>
    public static EndpointAddress Parse(string s, IFormatProvider? provider = null) =>
        TryParse(s, provider, out var result)
            ? result
            : throw new FormatException($"'{s}' is not the address of an endpoint, which has the form host:port/name.");

    /// <inheritdoc/>
    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out EndpointAddress result)
    {
        var slash = s?.IndexOf('/') ?? -1;
        result = slash > 0 ? new EndpointAddress(s![..slash], s[(slash + 1)..]) : default;
        return slash > 0;
    }
}
