using System.Globalization;
using Flink.Kubernetes.HighAvailability;
using k8s.Models;

namespace Flink.Kubernetes.Tests.HighAvailability;

/// <summary>The objects of an API server: written as they were last seen, or not at all. Used by one thread.</summary>
internal sealed class MemoryObjects
{
    private readonly SortedDictionary<string, V1ConfigMap> _maps = new(StringComparer.Ordinal);
    private long _version;
    private int _uid;

    /// <summary>Called at each change of the lease.</summary>
    public event Action<V1Lease?>? LeaseChanged;

    /// <summary>Called before a config map is written; null for nothing.</summary>
    public Action<string>? MapIsWritten { get; set; }

    public V1Lease? Lease { get; private set; }

    public IEnumerable<string> Names => _maps.Keys;

    public IReadOnlyList<V1ConfigMap> Maps => [.. _maps.Values];

    public V1ConfigMap? Map(string name) => _maps.GetValueOrDefault(name);

    public V1Lease Write(V1Lease lease)
    {
        Check(Lease?.Metadata, lease.Metadata);
        Lease = lease with { Metadata = Stored(lease.Metadata) };
        LeaseChanged?.Invoke(Lease);
        return Lease;
    }

    public V1ConfigMap Write(V1ConfigMap map)
    {
        MapIsWritten?.Invoke(map.Metadata.Name);
        Check(Map(map.Metadata.Name)?.Metadata, map.Metadata);
        var stored = map with { Metadata = Stored(map.Metadata), Data = new Dictionary<string, string>(map.Data, StringComparer.Ordinal) };
        _maps[map.Metadata.Name] = stored;
        return stored;
    }

    public void Delete(V1Lease lease)
    {
        if (Lease is not null)
        {
            Check(Lease.Metadata, lease.Metadata);
            Lease = null;
            LeaseChanged?.Invoke(null);
        }
    }

    public void Delete(V1ConfigMap map)
    {
        if (Map(map.Metadata.Name) is { } there)
        {
            Check(there.Metadata, map.Metadata);
            _maps.Remove(map.Metadata.Name);
        }
    }

    /// <summary>As people do who do not ask anybody.</summary>
    public void Lose(string name) => _maps.Remove(name);

    private static void Check(V1ObjectMeta? there, V1ObjectMeta given)
    {
        if (there?.ResourceVersion != given.ResourceVersion || (given.Uid is not null && there?.Uid != given.Uid))
        {
            throw new ConflictException($"'{given.Name}' is not as it was seen.", null);
        }
    }

    private V1ObjectMeta Stored(V1ObjectMeta given) => given with
    {
        ResourceVersion = (++_version).ToString(CultureInfo.InvariantCulture),
        Uid = given.Uid ?? $"uid-{++_uid}",
        Annotations = new Dictionary<string, string>(given.Annotations, StringComparer.Ordinal),
    };
}
