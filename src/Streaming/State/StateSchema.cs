using System.Text;
using Flink.Core;
using Flink.Core.State;

namespace Flink.Streaming.State;

/// <summary>What is stored beside a state, so that a program which means something else by its name is refused.</summary>
/// <param name="Kind">Kind of the state in Flink's word.</param>
/// <param name="Types">Types of key and values.</param>
/// <param name="Expires">Whether values have a time to live, and so are stored with a time.</param>
internal sealed record StateSchema(string Kind, string Types, bool Expires)
{
    private const char Separator = '\n';
    private const string TimeToLive = "ttl";

    /// <param name="descriptor">The state.</param>
    /// <param name="kind">Its kind, where the descriptor does not tell.</param>
    /// <param name="keyType">Type of the operator's keys; null for operator state.</param>
    public static StateSchema Of(StateDescriptor descriptor, string? kind = null, Type? keyType = null)
    {
        var types = string.Join(", ", descriptor.StoredTypes);
        return new StateSchema(kind ?? descriptor.Kind, keyType is null ? types : $"{keyType} -> {types}", descriptor.Ttl is not null);
    }

    public static StateSchema Parse(string name, string operatorName, ReadOnlySpan<byte> bytes) =>
        Encoding.UTF8.GetString(bytes).Split(Separator) is [var kind, var types, var ttl]
            ? new StateSchema(kind, types, ttl == TimeToLive)
            : throw new FlinkException($"The schema of state '{name}' of '{operatorName}' in the snapshot is damaged.");

    public byte[] ToBytes() => Encoding.UTF8.GetBytes(string.Join(Separator, Kind, Types, Expires ? TimeToLive : ""));

    /// <exception cref="FlinkException">The two are not the same.</exception>
    public void CheckRegisteredAs(StateSchema other, string name, string operatorName)
    {
        if (this != other)
        {
            throw new FlinkException(
                $"State '{name}' of '{operatorName}' is registered twice: as {this} and as {other}. Give each state of the operator a name of its own.");
        }
    }

    /// <exception cref="FlinkException">The state that was restored is something else.</exception>
    public void CheckRestoredFrom(StateSchema stored, string name, string operatorName)
    {
        if (this == stored)
        {
            return;
        }

        throw new FlinkException(
            this with { Expires = stored.Expires } == stored
                ? $"State '{name}' of '{operatorName}' was stored {(stored.Expires ? "with" : "without")} a time to live and now {(Expires ? "has one" : "has none")}. "
                    + "That cannot be changed for stored state: give the state another name, or start without it."
                : $"State '{name}' of '{operatorName}' was stored as {stored} and is now {this}. "
                    + "Give the new state another name, or restore with the types that it was stored with.");
    }

    public override string ToString() => $"{Kind}<{Types}>{(Expires ? " with a time to live" : "")}";
}
