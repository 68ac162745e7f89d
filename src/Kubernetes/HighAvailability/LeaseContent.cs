using System.Globalization;
using Flink.Core;
using Flink.Runtime.HighAvailability;
using Flink.Runtime.Rpc;
using k8s.Models;

namespace Flink.Kubernetes.HighAvailability;

/// <summary>What a lease says: who holds it, and where the leader's endpoints are.</summary>
internal static class LeaseContent
{
    // What follows is a component.
    private const string AddressPrefix = "leader.flink/";

    public static bool IsHeld(V1Lease lease) => !string.IsNullOrEmpty(lease.Spec?.HolderIdentity);

    /// <summary>A lease as a process takes it: nobody's address is in it, whoever had it before.</summary>
    public static V1Lease Taken(V1Lease? before, LeadershipSettings settings, string identity, DateTimeOffset now)
    {
        var lease = Copy(before, settings);
        SetAddresses(lease, []);
        lease.Spec = new V1LeaseSpec
        {
            HolderIdentity = identity,
            LeaseDurationSeconds = Math.Max(1, (int)Math.Ceiling(settings.LeaseDuration.TotalSeconds)),
            AcquireTime = now.UtcDateTime,
            RenewTime = now.UtcDateTime,
            LeaseTransitions = before is null ? 0 : (before.Spec?.LeaseTransitions ?? 0) + 1,
        };
        return lease;
    }

    /// <summary>The same lease, renewed.</summary>
    public static V1Lease Renewed(V1Lease held, LeadershipSettings settings, IEnumerable<KeyValuePair<string, LeaderAddress>> components, DateTimeOffset now)
    {
        var lease = Copy(held, settings);
        SetAddresses(lease, components);
        lease.Spec = held.Spec with { RenewTime = now.UtcDateTime };
        return lease;
    }

    /// <summary>The same lease, of which its holder has no need any more: nobody waits for its end.</summary>
    public static V1Lease Released(V1Lease held, LeadershipSettings settings, DateTimeOffset now)
    {
        var lease = Copy(held, settings);
        SetAddresses(lease, []);
        lease.Spec = held.Spec with { HolderIdentity = null, LeaseDurationSeconds = 1, AcquireTime = null, RenewTime = now.UtcDateTime };
        return lease;
    }

    /// <summary>The endpoints of whoever leads.</summary>
    /// <exception cref="FlinkException">An address is not readable; names it.</exception>
    public static IReadOnlyDictionary<string, LeaderAddress> Addresses(V1Lease lease)
    {
        var addresses = new Dictionary<string, LeaderAddress>(StringComparer.Ordinal);
        foreach (var (key, text) in lease.Metadata?.Annotations ?? new Dictionary<string, string>())
        {
            if (key.StartsWith(AddressPrefix, StringComparison.Ordinal))
            {
                addresses[key[AddressPrefix.Length..]] = Parse(text, key, lease);
            }
        }

        return addresses;
    }

    private static LeaderAddress Parse(string text, string key, V1Lease lease)
    {
        var space = text.LastIndexOf(' ');
        try
        {
            return new LeaderAddress(
                EndpointAddress.Parse(text[..Math.Max(0, space)], CultureInfo.InvariantCulture), FencingToken.Parse(text[(space + 1)..]));
        }
        catch (FormatException e)
        {
            throw new FlinkException($"The annotation '{key}' of the lease '{lease.Metadata.Name}' is '{text}', and no address of a leader: {e.Message}", e);
        }
    }

    private static V1Lease Copy(V1Lease? before, LeadershipSettings settings) => new()
    {
        ApiVersion = "coordination.k8s.io/v1",
        Kind = "Lease",
        Metadata = new V1ObjectMeta
        {
            Name = settings.LeaseName,
            ResourceVersion = before?.Metadata.ResourceVersion,
            Uid = before?.Metadata.Uid,
            Labels = new Dictionary<string, string>(before?.Metadata.Labels ?? ClusterLabels.Of(settings.ClusterId)),
            Annotations = new Dictionary<string, string>(before?.Metadata.Annotations ?? new Dictionary<string, string>()),
            OwnerReferences = before?.Metadata.OwnerReferences,
            Finalizers = before?.Metadata.Finalizers,
        },
    };

    private static void SetAddresses(V1Lease lease, IEnumerable<KeyValuePair<string, LeaderAddress>> components)
    {
        var annotations = lease.Metadata.Annotations;
        foreach (var key in annotations.Keys.Where(static key => key.StartsWith(AddressPrefix, StringComparison.Ordinal)).ToArray())
        {
            annotations.Remove(key);
        }

        foreach (var (component, leader) in components)
        {
            annotations[AddressPrefix + component] = $"{leader.Address} {leader.Token}";
        }
    }
}
