using Flink.Runtime.HighAvailability;

namespace Flink.Kubernetes.HighAvailability;

/// <summary>A term that this process has begun.</summary>
internal sealed class KubernetesSession(LeaseElection election, Tenure tenure, ConfigMapRecords records)
    : LeaderSession(records.Epoch, records.Token, records)
{
    public ConfigMapRecords Records { get; } = records;

    public override Task PublishAsync(string component, LeaderAddress? leader)
    {
        ArgumentException.ThrowIfNullOrEmpty(component);
        tenure.Set(component, leader);
        return election.PublishAsync(tenure);
    }

    public void Close()
    {
        Records.End();
        End();
    }
}
