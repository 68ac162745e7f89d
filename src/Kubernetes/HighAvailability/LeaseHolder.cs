using Flink.Runtime.HighAvailability;

namespace Flink.Kubernetes.HighAvailability;

/// <summary>Who this process is in a lease: its pod where it knows that, else its address, and a part that no other process has.</summary>
internal sealed class LeaseHolder
{
    /// <summary>Tells a process the name of its pod, which two that live at once never share.</summary>
    public const string PodVariable = "POD_NAME";

    private const char Divider = '_';

    private readonly string? _pod;

    public LeaseHolder(string? pod, HighAvailabilitySurroundings surroundings)
    {
        _pod = string.IsNullOrEmpty(pod) ? null : pod;
        Identity = $"{_pod ?? surroundings.RpcAddress}{Divider}{surroundings.Random.NextInt64():x16}";
    }

    public string Identity { get; }

    /// <summary>Whether a holder is this process, or one before it in this pod's container, which is dead when this one runs: nobody need wait for the end of its lease.</summary>
    public bool IsOf(string holder) =>
        holder == Identity || (_pod is not null && holder.LastIndexOf(Divider) is var end and >= 0 && holder[..end] == _pod);
}
