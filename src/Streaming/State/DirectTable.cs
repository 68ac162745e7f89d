using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;
using Flink.Core;
using Flink.Core.State;
using Flink.Core.Types;
using Flink.Core.Types.Keys;
using Flink.Streaming.State.Tables;

namespace Flink.Streaming.State;

/// <summary>
/// A table as <see cref="KeyedTable{TKey, TValue, TComparer}"/>, which addresses keys directly where they are numbers that lie close together, and hashes the others.
/// </summary>
/// <typeparam name="TKey">The key type.</typeparam>
/// <typeparam name="TValue">What is kept for each key.</typeparam>
/// <typeparam name="TComparer">Equality and hash of the keys.</typeparam>
/// <remarks>
/// <para>Numbers that name things mostly count them. A page for a stretch of numbers is made when it pays: while direct pages take no more
/// memory than hashing their keys would, and a little more to find out. Keys whose number has no page are hashed. One that was hashed
/// before its page came moves when it is next looked up, so nothing ever moves as a whole, and the kinds may be mixed for good.</para>
/// <para>Key groups are found out when a snapshot is written: a page has keys of any groups, since these go by hashes. Entries are written as those
/// of any table.</para>
/// <para>For other types of keys and values it is the table behind it, which follows from the types, so that the choice costs nothing. On the task's thread.</para>
/// </remarks>
internal sealed class DirectTable<TKey, TValue, TComparer> : DirectPages<TKey, TValue, TComparer>, IKeyRange
    where TComparer : struct, IKeyComparer<TKey>
{
    // Pages of which only few keys are known do not stop others from being made.
    private const int PagesToFindOut = 16;
    private const int KeysOfUsefulPage = 8;

    // Hashing a key takes twice its slot or a little less, and direct pages may take a quarter of that to find out whether they pay.
    private const int MostSlotsPerKey = 4;

    // What the first table may take beyond that, since keys that it hashes now must move or be looked for later: one part in so many of all memory, at most so much.
    private const int PartOfMemoryAtFirst = 32;
    private const long MostAtFirst = 32 << 20;

    // A table with more keys is read faster than memory could be asked for all of it at once, and would not stay in the nearer caches.
    private const int MostPrefetched = 512;

    private readonly KeyedTable<TKey, TValue, TComparer> _hashed;
    private readonly KeyGroupRange _groups;
    private readonly int _maxParallelism;
    private readonly bool _ownsAll;
    private readonly long _atFirst;
    private IKeyRange? _example;

    // Since the table was empty.
    private bool _aimedAtHashed;
    private int _denseBefore;
    private bool _wasSparse;

    /// <summary>An empty table.</summary>
    /// <param name="pool">Where its pages come from; shared by the tables of an operator.</param>
    /// <param name="maxParallelism">Key groups of the operator.</param>
    /// <param name="groups">Those of them whose keys may occur.</param>
    public DirectTable(PagePool pool, int maxParallelism, KeyGroupRange groups)
        : base(pool)
    {
        _hashed = new KeyedTable<TKey, TValue, TComparer>(pool, maxParallelism, groups);
        (_maxParallelism, _groups) = (maxParallelism, groups);
        _ownsAll = groups.Start == 0 && groups.End == maxParallelism;
        _atFirst = Math.Min(MostAtFirst, pool.Limit / PartOfMemoryAtFirst);
    }

    /// <summary>Whether types are such that keys may be addressed directly.</summary>
    public static bool CanBeDirect
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => NumericKey<TKey, TComparer>.IsNumeric && DirectLayout<TValue>.IsPossible;
    }

    /// <summary>Bytes of entries that a snapshot has on the managed heap at once: with less, it writes smaller chunks.</summary>
    public int MostGathered { get; init; } = 32 << 20;

    /// <summary>Keys in the table.</summary>
    public long Count => _hashed.Count + DirectCount;

    /// <inheritdoc/>
    public bool IsDense => _denseBefore > 0 || FillsItsPages;

    /// <summary>Whether probes of this table may want to be prefetched: those of hashed keys, when one was aimed at since the table was empty.</summary>
    public bool HasAimedAtHashed => !CanBeDirect || _aimedAtHashed;

    private bool FillsItsPages => UsedPageCount > 0 && DirectCount * MostSlotsPerKey >= (long)UsedPageCount * DirectLayout<TValue>.Slots;

    /// <inheritdoc/>
    public bool Covers(ulong ordinal) => HasPage(ordinal);

    /// <summary>Says that much the same keys will come as another table has, so that their pages are made at once.</summary>
    public void Follow(IKeyRange example) => _example = example;

    /// <summary>Begins a look-up, as <see cref="KeyedTable{TKey, TValue, TComparer}.Aim"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Probe Aim(in TKey key)
    {
        if (CanBeDirect)
        {
            if (TryAim(in key, out var probe))
            {
                return probe;
            }

            _aimedAtHashed = true;
        }

        return _hashed.Aim(default(TComparer).Hash(in key));
    }

    /// <summary>As the other overload, where the hash is known.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Probe Aim(in TKey key, ulong hash) => CanBeDirect ? Aim(in key) : _hashed.Aim(hash);

    /// <inheritdoc cref="KeyedTable{TKey, TValue, TComparer}.Prefetch"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Prefetch(ref Probe probe)
    {
        if (!CanBeDirect || !IsDirect(in probe))
        {
            _hashed.Prefetch(ref probe);
        }
    }

    /// <summary>The place of a key's value, made if there is none.</summary>
    /// <param name="key">Not null; copied and compacted when it is new.</param>
    /// <param name="probe">What <see cref="Aim(in TKey)"/> of this table gave for the key, best after <see cref="Prefetch"/>.</param>
    /// <param name="isNew">True when the place was made: it holds the default value.</param>
    /// <returns>Valid until another key is looked up so, or removed, or a snapshot is taken.</returns>
    /// <exception cref="FlinkException">
    /// The key belongs to a key group that is not the table's, or the bound of managed memory is reached.
    /// </exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public unsafe ref TValue GetOrAdd(scoped in TKey key, scoped in Probe probe, out bool isNew)
    {
        if (CanBeDirect)
        {
            if (probe.Version != Mark)
            {
                return ref GetOrAddAnywhere(in key, in probe, out isNew);
            }

            if (IsTaken(in probe))
            {
                isNew = false;
                return ref Unsafe.AsRef<TValue>((void*)probe.Target);
            }

            return ref AddAt(in probe, in key, out isNew);
        }

        return ref _hashed.GetOrAdd(in key, in probe, out isNew);
    }

    /// <summary>Looks up a group of keys of one or two tables at once: makes a place for each key that has none.</summary>
    /// <param name="first">A table.</param>
    /// <param name="second">Another one, or the same.</param>
    /// <param name="keys">The keys, at most 32.</param>
    /// <param name="probes">What <see cref="Aim(in TKey)"/> gave for them.</param>
    /// <param name="ofSecond">A bit for each key that belongs to the second table.</param>
    /// <param name="added">A bit for each key whose place was made: the caller sets its value, see <see cref="At"/>.</param>
    /// <returns>False when some key must be looked up by itself; nothing has changed then.</returns>
    /// <exception cref="FlinkException">A key belongs to a key group that is not the tables'.</exception>
    public static bool TryGetOrAddAll(
        DirectTable<TKey, TValue, TComparer> first, DirectTable<TKey, TValue, TComparer> second, ReadOnlySpan<TKey> keys, ReadOnlySpan<Probe> probes, uint ofSecond, out uint added)
    {
        added = 0;
        if (!CanBeDirect || first._hashed.Count > 0 || second._hashed.Count > 0)
        {
            return false;
        }

        var (mark, markOfSecond, others) = (first.Mark, second.Mark, 0);
        for (var i = 0; i < probes.Length; i++)
        {
            others |= probes[i].Version ^ ((ofSecond >> i & 1) != 0 ? markOfSecond : mark);
        }

        if (others != 0)
        {
            return false;
        }

        added = TakeAll(probes);
        for (var left = first._ownsAll ? 0 : added; left != 0; left &= left - 1)
        {
            first.CheckOwned(in keys[BitOperations.TrailingZeroCount(left)]);
        }

        first.CountAdded(added & ~ofSecond);
        second.CountAdded(added & ofSecond);
        return true;
    }

    /// <summary>The value at the place of a key, after <see cref="TryGetOrAddAll"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe ref TValue At(in Probe probe) => ref Unsafe.AsRef<TValue>((void*)probe.Target);

    /// <summary>As the other overload, without a look-up that was begun.</summary>
    public ref TValue GetOrAdd(scoped in TKey key, ulong hash, out bool isNew)
    {
        if (CanBeDirect)
        {
            var probe = Aim(in key, hash);
            return ref GetOrAdd(in key, in probe, out isNew);
        }

        return ref _hashed.GetOrAdd(in key, hash, out isNew);
    }

    /// <summary>The place of a key's value for reading, or a null reference.</summary>
    public ref readonly TValue Find(scoped in TKey key, ulong hash)
    {
        if (CanBeDirect)
        {
            ref TValue found = ref FindDirect(NumericKey<TKey, TComparer>.OrdinalOf(in key));
            if (!Unsafe.IsNullRef(ref found))
            {
                return ref found;
            }
        }

        return ref _hashed.Find(in key, hash);
    }

    /// <summary>Removes a key.</summary>
    /// <returns>Whether it was there.</returns>
    public bool Remove(in TKey key, ulong hash)
    {
        if (CanBeDirect && NumericKey<TKey, TComparer>.OrdinalOf(in key) is var ordinal && !Unsafe.IsNullRef(ref FindDirect(ordinal)))
        {
            RemoveDirect(ordinal);
            return true;
        }

        return _hashed.Remove(in key, hash);
    }

    /// <summary>Shows every entry to a visitor that changes nothing.</summary>
    public void Read<TVisitor>(ref TVisitor visitor)
        where TVisitor : struct, IEntryVisitor<TKey, TValue>
    {
        if (CanBeDirect && DirectCount > 0)
        {
            ForEachDirect(ref visitor, forChange: false);
        }

        if (_hashed.Count > 0)
        {
            _hashed.Read(ref visitor);
        }
    }

    /// <summary>Begins to fetch the values that are addressed directly, for a walk that comes soon; only where there are few.</summary>
    public void PrefetchAll()
    {
        if (CanBeDirect && DirectCount is > 0 and <= MostPrefetched)
        {
            var prefetching = default(Prefetching);
            ForEachDirect(ref prefetching, forChange: false);
        }
    }

    /// <summary>Shows every entry to a visitor that may change the values.</summary>
    public void Update<TVisitor>(ref TVisitor visitor)
        where TVisitor : struct, IEntryVisitor<TKey, TValue>
    {
        if (CanBeDirect)
        {
            ForEachDirect(ref visitor, forChange: true);
        }

        _hashed.Update(ref visitor);
    }

    /// <summary>Forgets everything and keeps the room for as many keys again that is likely to be needed.</summary>
    public void Clear()
    {
        if (!CanBeDirect)
        {
            _hashed.Clear();
            return;
        }

        var hashed = _hashed.Count;
        _aimedAtHashed = false;
        _denseBefore = FillsItsPages ? UsedPageCount : 0;
        _wasSparse = hashed > DirectCount || (UsedPageCount > PagesToFindOut && UsedPageCount * PagePool.PageBytes > WorthOf(DirectCount) + CreditOf(hashed));
        ClearDirect();
        if (_wasSparse && _denseBefore == 0)
        {
            DropAll();
        }

        // What was hashed before there were direct pages does not come again.
        if (hashed * (2 * MostSlotsPerKey) < (long)_hashed.PageCount * SlotLayout<TKey, TValue>.Slots)
        {
            _hashed.Release();
        }
        else
        {
            _hashed.Clear();
        }
    }

    /// <inheritdoc cref="KeyedTable{TKey, TValue, TComparer}.Snapshot(StateWriter, string)"/>
    public void Snapshot(StateWriter state, string name)
    {
        if (!CanBeDirect || DirectCount == 0)
        {
            _hashed.Snapshot(state, name);
            return;
        }

        StateSchemas.WriteKeyed<TKey, TValue>(state, name);
        var values = new PlainFormat<TValue>(Core.Serialization.Serializers.For<TValue>());
        var (pages, numbers) = FreezeDirect();
        state.WriteLater(new FrozenDirectTable<TKey, TValue, TComparer>(
            pages, numbers, _hashed.Freeze(name, values), name, values, _maxParallelism, _groups, MostGathered));
    }

    /// <inheritdoc cref="KeyedTable{TKey, TValue, TComparer}.Restore(StateReader, string)"/>
    public void Restore(StateReader state, string name)
    {
        if (!CanBeDirect)
        {
            _hashed.Restore(state, name);
            return;
        }

        var (keys, values) = StateSchemas.ReadKeyed<TKey, TValue>(state, name);
        var entries = new EntryReader<TKey, TValue>(keys, new PlainFormat<TValue>(values));
        foreach (var (_, entry) in state.KeyedEntries(name))
        {
            var reader = new Core.Serialization.RecordReader(entry.Span);
            while (entries.Read(ref reader))
            {
                for (var i = 0; i < entries.Keys.Length; i++)
                {
                    ref readonly var key = ref entries.Keys[i];
                    GetOrAdd(in key, Aim(in key), out _) = entries.Values[i];
                }
            }
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private ref TValue AddAt(scoped in Probe probe, scoped in TKey key, out bool isNew)
    {
        if (_hashed.Count > 0 && !IsWhole(in probe))
        {
            return ref MoveOrAdd(in probe, in key, out isNew);
        }

        if (!_ownsAll)
        {
            CheckOwned(in key);
        }

        isNew = true;
        return ref Take(in probe);
    }

    private ref TValue MoveOrAdd(scoped in Probe probe, scoped in TKey key, out bool isNew)
    {
        var hash = default(TComparer).Hash(in key);
        ref readonly var found = ref _hashed.Find(in key, hash);
        isNew = Unsafe.IsNullRef(in found);
        if (isNew)
        {
            CheckOwned(in key);
            return ref Take(in probe);
        }

        var moved = found;
        _hashed.Remove(in key, hash);
        ref TValue place = ref Take(in probe);
        place = moved;
        return ref place;
    }

    // Without a page when it was aimed at, or since then something has changed.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private ref TValue GetOrAddAnywhere(scoped in TKey key, scoped in Probe probe, out bool isNew)
    {
        var ordinal = NumericKey<TKey, TComparer>.OrdinalOf(in key);
        if (HasPage(ordinal) || MayCover(ordinal) && TryCover(NumberOf(ordinal), isWhole: _hashed.Count == 0))
        {
            var slot = Writable(ordinal);
            if (!IsTaken(in slot))
            {
                return ref AddAt(in slot, in key, out isNew);
            }

            isNew = false;
            return ref FindDirect(ordinal);
        }

        if (IsDirect(in probe))
        {
            return ref _hashed.GetOrAdd(in key, default(TComparer).Hash(in key), out isNew);
        }

        return ref _hashed.GetOrAdd(in key, in probe, out isNew);
    }

    private bool MayCover(ulong ordinal)
    {
        if (UsedPageCount <= 1 && _hashed.Count == 0)
        {
            // Hashing the first key takes a page too. Numbers from 0 on are mostly in two pages.
            return !_wasSparse;
        }

        var (pages, keys) = ((long)UsedPageCount, DirectCount);
        var credit = pages < PagesToFindOut || keys >= KeysOfUsefulPage * pages ? CreditOf(_hashed.Count) : 0;
        if (_example is null && !_wasSparse && _denseBefore == 0)
        {
            credit = Math.Max(credit, _atFirst);
        }

        // Numbers that go on where they were before get pages in advance.
        return (pages + 1 - _denseBefore / 4) * PagePool.PageBytes <= WorthOf(keys) + credit
            || _example is { IsDense: true } example && example.Covers(ordinal);
    }

    // What pages may take that have so many keys.
    private static long WorthOf(long keys) => keys * MostSlotsPerKey * DirectLayout<TValue>.Stride;

    // What pages may take to find out whether they pay where so many keys are hashed.
    private static long CreditOf(long hashed) => hashed * SlotLayout<TKey, TValue>.Stride * 4 / 9;

    private void CheckOwned(in TKey key)
    {
        var hash = default(TComparer).Hash(in key);
        if (!_groups.Contains(KeyGroups.Of(hash, _maxParallelism)))
        {
            throw KeyOutsideOfGroups.Of(hash, _maxParallelism);
        }
    }

    private readonly struct Prefetching : IEntryVisitor<TKey, TValue>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public unsafe void Visit(in TKey key, ulong hash, ref TValue value)
        {
            if (Sse.IsSupported)
            {
                Sse.Prefetch0(Unsafe.AsPointer(ref value));
            }
        }
    }
}
