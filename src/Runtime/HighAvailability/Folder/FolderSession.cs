using Flink.Runtime.Rpc;

namespace Flink.Runtime.HighAvailability.Folder;

/// <summary>A term that this process has claimed.</summary>
internal sealed class FolderSession(FolderElection election, long epoch, FencingToken token, FolderRecords records, string holder)
    : LeaderSession(epoch, token, records)
{
    private readonly Lock _gate = new();
    private readonly SortedDictionary<string, LeaderAddress> _components = new(StringComparer.Ordinal);
    private long _renewals;

    public override Task PublishAsync(string component, LeaderAddress? leader)
    {
        ArgumentException.ThrowIfNullOrEmpty(component);
        lock (_gate)
        {
            if (leader is null)
            {
                _components.Remove(component);
            }
            else
            {
                _components[component] = leader;
            }
        }

        return election.RenewAsync(this);
    }

    public LeaderRecord NextRecord(bool hasEnded)
    {
        lock (_gate)
        {
            return new LeaderRecord(++_renewals, hasEnded, holder, hasEnded ? [] : new SortedDictionary<string, LeaderAddress>(_components));
        }
    }

    public void Close()
    {
        records.End();
        End();
    }
}
