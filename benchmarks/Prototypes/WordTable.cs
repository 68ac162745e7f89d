namespace Flink.Benchmarks.Prototypes;

/// <summary>Counts words: open addressing over hashes, the bytes of the words in one arena.</summary>
internal sealed class WordTable
{
    private const int InitialSlots = 1 << 14;
    private const int InitialArena = 1 << 17;

    private Entry[] _slots = new Entry[InitialSlots];
    private byte[] _arena = new byte[InitialArena];
    private int _arenaUsed;

    /// <summary>Different words so far.</summary>
    public int Count { get; private set; }

    /// <summary>Adds to the count of a word.</summary>
    public void Add(ReadOnlySpan<byte> word, ulong hash, long count)
    {
        var slots = _slots;
        var mask = slots.Length - 1;
        for (var index = (int)(hash >> 32) & mask; ; index = (index + 1) & mask)
        {
            ref var slot = ref slots[index];
            if (slot.Count == 0)
            {
                slot = new Entry { Hash = hash, Start = Store(word), Length = word.Length, Count = count };
                GrowWhenHalfFull();
                return;
            }

            if (slot.Hash == hash && Word(in slot).SequenceEqual(word))
            {
                slot.Count += count;
                return;
            }
        }
    }

    /// <summary>Adds the counts of another table.</summary>
    public void Merge(WordTable other)
    {
        foreach (ref readonly var slot in other._slots.AsSpan())
        {
            if (slot.Count > 0)
            {
                Add(other.Word(in slot), slot.Hash, slot.Count);
            }
        }
    }

    /// <summary>Writes a line for each word: the word, a comma, its count.</summary>
    public void WriteCsv(Stream target)
    {
        Span<byte> digits = stackalloc byte[20];
        foreach (ref readonly var slot in _slots.AsSpan())
        {
            if (slot.Count > 0)
            {
                target.Write(Word(in slot));
                target.WriteByte((byte)',');
                slot.Count.TryFormat(digits, out var length);
                target.Write(digits[..length]);
                target.WriteByte((byte)'\n');
            }
        }
    }

    private ReadOnlySpan<byte> Word(ref readonly Entry slot) => _arena.AsSpan(slot.Start, slot.Length);

    private int Store(ReadOnlySpan<byte> word)
    {
        if (_arena.Length - _arenaUsed < word.Length)
        {
            Array.Resize(ref _arena, Math.Max(2 * _arena.Length, _arenaUsed + word.Length));
        }

        var start = _arenaUsed;
        word.CopyTo(_arena.AsSpan(start));
        _arenaUsed += word.Length;
        return start;
    }

    private void GrowWhenHalfFull()
    {
        if (2 * ++Count <= _slots.Length)
        {
            return;
        }

        var old = _slots;
        _slots = new Entry[2 * old.Length];
        var mask = _slots.Length - 1;
        foreach (ref readonly var slot in old.AsSpan())
        {
            if (slot.Count > 0)
            {
                var index = (int)(slot.Hash >> 32) & mask;
                while (_slots[index].Count > 0)
                {
                    index = (index + 1) & mask;
                }

                _slots[index] = slot;
            }
        }
    }

    private struct Entry
    {
        public ulong Hash;
        public int Start;
        public int Length;
        public long Count;
    }
}
