using Flink.Yarn.Rpc.Messages;

namespace Flink.Yarn.ApplicationMaster;

/// <summary>Machines that YARN has been told to avoid: for all orders of an application alike, it knows no other way. Guarded by the lock of the book.</summary>
internal sealed class AvoidedMachines
{
    private readonly HashSet<string> _told = new(StringComparer.Ordinal);

    /// <summary>What YARN has to be told so that it avoids these machines and no others; null for nothing. It counts as told.</summary>
    public BlacklistRequest? Change(IEnumerable<string> machines)
    {
        var wanted = machines.ToHashSet(StringComparer.Ordinal);
        var change = new BlacklistRequest { Additions = { wanted.Except(_told) }, Removals = { _told.Except(wanted) } };
        StartAnew();
        _told.UnionWith(wanted);
        return change.Additions.Count + change.Removals.Count > 0 ? change : null;
    }

    /// <summary>YARN knows of none any more.</summary>
    public void StartAnew() => _told.Clear();
}
