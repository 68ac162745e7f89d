using System.Globalization;
using System.Text;
using Flink.Core.Graph;

namespace Flink.Runtime.Slots;

/// <summary>What a slot has, or what somebody needs: processor, memory by kind, other resources (Flink's ResourceProfile).</summary>
/// <remarks>Immutable, with value equality. Amounts of processor are kept to eight decimal places, so that what a worker reports equals what was asked for.</remarks>
public sealed class ResourceProfile : IEquatable<ResourceProfile>
{
    private readonly ExternalResource[] _external;

    /// <summary>A profile with amounts.</summary>
    /// <param name="cpu">Cores; more than eight decimal places are cut off.</param>
    /// <param name="heap">Bytes of managed heap for tasks.</param>
    /// <param name="offHeap">Bytes outside the heap for tasks.</param>
    /// <param name="managed">Bytes for state and operators.</param>
    /// <param name="network">Bytes of exchange buffers.</param>
    /// <param name="external">Other resources; those with amount zero are left out, and their order does not matter.</param>
    /// <exception cref="ArgumentOutOfRangeException">An amount is negative.</exception>
    /// <exception cref="ArgumentException">A resource is named twice.</exception>
    public ResourceProfile(
        decimal cpu, long heap = 0, long offHeap = 0, long managed = 0, long network = 0, params IEnumerable<ExternalResource> external)
        : this(ResourceProfileKind.Sized, cpu, heap, offHeap, managed, network, Order(external))
    {
    }

    private ResourceProfile(
        ResourceProfileKind kind, decimal cpu, long heap, long offHeap, long managed, long network, ExternalResource[] external)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(cpu);
        ArgumentOutOfRangeException.ThrowIfNegative(heap);
        ArgumentOutOfRangeException.ThrowIfNegative(offHeap);
        ArgumentOutOfRangeException.ThrowIfNegative(managed);
        ArgumentOutOfRangeException.ThrowIfNegative(network);
        Kind = kind;
        Cpu = ResourceSpec.WholeParts(cpu);
        Heap = heap;
        OffHeap = offHeap;
        Managed = managed;
        Network = network;
        _external = external;
    }

    /// <summary>What somebody needs who has not said what.</summary>
    public static ResourceProfile Unknown { get; } = new(ResourceProfileKind.Unknown, 0, 0, 0, 0, 0, []);

    /// <summary>Room for everything.</summary>
    public static ResourceProfile Any { get; } = new(ResourceProfileKind.Any, 0, 0, 0, 0, 0, []);

    /// <summary>Nothing at all.</summary>
    public static ResourceProfile Zero { get; } = new(0);

    /// <summary>Whether it has amounts; the amounts of the other kinds are zero and mean nothing.</summary>
    public ResourceProfileKind Kind { get; }

    /// <summary>Cores.</summary>
    public decimal Cpu { get; }

    /// <summary>Bytes of managed heap for tasks.</summary>
    public long Heap { get; }

    /// <summary>Bytes outside the heap for tasks.</summary>
    public long OffHeap { get; }

    /// <summary>Bytes for state and operators.</summary>
    public long Managed { get; }

    /// <summary>Bytes of exchange buffers.</summary>
    public long Network { get; }

    /// <summary>Other resources, in the order of their names.</summary>
    public IReadOnlyList<ExternalResource> External => _external;

    /// <summary>All bytes together.</summary>
    public long TotalMemory => Heap + OffHeap + Managed + Network;

    /// <summary>What the slots of a slot-sharing group need.</summary>
    /// <param name="resources">The group's size; null for none.</param>
    public static ResourceProfile Of(ResourceSpec? resources) => resources is null
        ? Unknown
        : new ResourceProfile(resources.CpuCores, resources.TaskHeapMemory.Bytes, resources.TaskOffHeapMemory.Bytes, resources.ManagedMemory.Bytes);

    /// <summary>The same with so much network memory.</summary>
    public ResourceProfile WithNetwork(long network) => new(Kind, Cpu, Heap, OffHeap, Managed, network, _external);

    /// <summary>Whether no amount of <paramref name="other"/> is larger than its amount here.</summary>
    /// <exception cref="InvalidOperationException"><paramref name="other"/> is <see cref="Unknown"/>: resolve it to the default slot first.</exception>
    public bool Covers(ResourceProfile other)
    {
        if (other.Kind is ResourceProfileKind.Unknown || Kind is ResourceProfileKind.Unknown)
        {
            throw new InvalidOperationException("A need without amounts cannot be compared: replace it by the worker's default slot first.");
        }

        if (Kind is ResourceProfileKind.Any || other.Kind is ResourceProfileKind.Any)
        {
            return Kind is ResourceProfileKind.Any;
        }

        return Cpu >= other.Cpu && Heap >= other.Heap && OffHeap >= other.OffHeap && Managed >= other.Managed && Network >= other.Network
            && (other._external.Length == 0 || CoversExternal(other));
    }

    /// <summary>How many of another fit in here.</summary>
    /// <exception cref="InvalidOperationException">One of them is <see cref="Unknown"/>.</exception>
    public int CountOf(ResourceProfile other)
    {
        if (!Covers(other))
        {
            return 0;
        }

        if (Kind is ResourceProfileKind.Any)
        {
            return int.MaxValue;
        }

        var count = Math.Min(Ratio(Cpu, other.Cpu), Math.Min(Ratio(Heap, other.Heap), Ratio(OffHeap, other.OffHeap)));
        count = Math.Min(count, Math.Min(Ratio(Managed, other.Managed), Ratio(Network, other.Network)));
        return other._external.Length == 0 ? (int)count : (int)other._external.Aggregate(count, (least, resource) => Math.Min(least, Ratio(AmountOf(resource.Name), resource.Amount)));
    }

    /// <summary>The sum; <see cref="Any"/> and <see cref="Unknown"/> absorb what is added to them.</summary>
    public ResourceProfile Add(ResourceProfile other)
    {
        if (Kind is not ResourceProfileKind.Sized || other.Kind is not ResourceProfileKind.Sized)
        {
            return Kind is ResourceProfileKind.Any || other.Kind is ResourceProfileKind.Any ? Any : Unknown;
        }

        return new ResourceProfile(
            Cpu + other.Cpu,
            checked(Heap + other.Heap),
            checked(OffHeap + other.OffHeap),
            checked(Managed + other.Managed),
            checked(Network + other.Network),
            Combine(other, 1));
    }

    /// <summary>The rest; <see cref="Any"/> stays what it is.</summary>
    /// <exception cref="InvalidOperationException">More is taken than is there.</exception>
    public ResourceProfile Subtract(ResourceProfile other)
    {
        if (Kind is ResourceProfileKind.Any)
        {
            return this;
        }

        if (!Covers(other))
        {
            throw new InvalidOperationException($"{other} cannot be taken from {this}.");
        }

        return new ResourceProfile(
            Cpu - other.Cpu, Heap - other.Heap, OffHeap - other.OffHeap, Managed - other.Managed, Network - other.Network, Combine(other, -1));
    }

    /// <summary>So many of it together.</summary>
    public ResourceProfile Times(int count) => Kind is not ResourceProfileKind.Sized
        ? this
        : new ResourceProfile(
            Cpu * count,
            checked(Heap * count),
            checked(OffHeap * count),
            checked(Managed * count),
            checked(Network * count),
            _external.Select(resource => resource with { Amount = resource.Amount * count }));

    /// <summary>One of so many equal parts; what does not divide is cut off, of other resources too (a device is not shared).</summary>
    public ResourceProfile DividedBy(int parts)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(parts, 1);
        return Kind is not ResourceProfileKind.Sized
            ? this
            : new ResourceProfile(
                Cpu / parts, Heap / parts, OffHeap / parts, Managed / parts, Network / parts,
                _external.Select(resource => resource with { Amount = decimal.Truncate(resource.Amount / parts) }));
    }

    /// <inheritdoc/>
    public bool Equals(ResourceProfile? other) =>
        other is not null && Kind == other.Kind && Cpu == other.Cpu && Heap == other.Heap && OffHeap == other.OffHeap
        && Managed == other.Managed && Network == other.Network && _external.AsSpan().SequenceEqual(other._external);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as ResourceProfile);

    /// <inheritdoc/>
    public override int GetHashCode() => unchecked((int)(((((long)(Cpu * ResourceSpec.PartsOfCore) * 31) + Heap) * 31 + OffHeap) * 31 + Managed + Network) * 31 + (int)Kind);

    /// <inheritdoc/>
    public override string ToString()
    {
        if (Kind is not ResourceProfileKind.Sized)
        {
            return $"a slot of {(Kind is ResourceProfileKind.Any ? "any" : "unknown")} size";
        }

        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{Cpu.ToString("0.########", CultureInfo.InvariantCulture)} cores, heap {Heap}, off-heap {OffHeap}, managed {Managed}, network {Network} bytes");
        foreach (var resource in _external)
        {
            text.Append(CultureInfo.InvariantCulture, $", {resource.Name} {resource.Amount}");
        }

        return text.ToString();
    }

    private static decimal Ratio(decimal whole, decimal part) => part == 0 ? int.MaxValue : Math.Min(int.MaxValue, decimal.Floor(whole / part));

    private static ExternalResource[] Order(IEnumerable<ExternalResource> external)
    {
        // Nearly all have none, and a plan makes many.
        if (external.TryGetNonEnumeratedCount(out var count) && count == 0)
        {
            return [];
        }

        ExternalResource[] ordered = [.. external.Where(resource => resource.Amount != 0).OrderBy(resource => resource.Name, StringComparer.Ordinal)];
        for (var i = 0; i < ordered.Length; i++)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(ordered[i].Amount, ordered[i].Name);
            if (i > 0 && ordered[i].Name == ordered[i - 1].Name)
            {
                throw new ArgumentException($"Resource '{ordered[i].Name}' is named twice.", nameof(external));
            }
        }

        return ordered;
    }

    private decimal AmountOf(string name) => Array.Find(_external, resource => resource.Name == name).Amount;

    private bool CoversExternal(ResourceProfile other) => other._external.All(resource => AmountOf(resource.Name) >= resource.Amount);

    private IEnumerable<ExternalResource> Combine(ResourceProfile other, int sign) =>
        _external.Length == 0 && other._external.Length == 0 ? [] : CombineEach(other, sign);

    private IEnumerable<ExternalResource> CombineEach(ResourceProfile other, int sign) =>
        _external.Concat(other._external).Select(resource => resource.Name).Distinct(StringComparer.Ordinal)
            .Select(name => new ExternalResource(name, AmountOf(name) + (sign * other.AmountOf(name))));
}
