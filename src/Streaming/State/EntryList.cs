using Flink.Core.Serialization;
using Flink.Core.State;

namespace Flink.Streaming.State;

/// <summary>Writes lists as operator state, in entries that can be dealt out to other subtasks one by one.</summary>
internal static class EntryList
{
    /// <summary>Most records of one entry.</summary>
    private const int RecordsPerEntry = 1024;

    public static void Write<T>(StateWriter state, string name, ReadOnlySpan<T> records)
    {
        var serializer = Serializers.For<T>();
        StateSchemas.Write<T>(state, name);
        while (!records.IsEmpty)
        {
            var part = records[..Math.Min(records.Length, RecordsPerEntry)];
            var writer = new RecordWriter(state.BeginOperatorEntry(name));
            writer.WriteVarint((ulong)part.Length);
            serializer.WriteAll(ref writer, part);
            writer.Flush();
            records = records[part.Length..];
        }
    }

    public static List<T> Read<T>(StateReader state, string name)
    {
        var serializer = StateSchemas.Read<T>(state, name);
        List<T> records = [];
        foreach (var entry in state.OperatorEntries(name))
        {
            var reader = new RecordReader(entry.Span);
            var part = new T[reader.ReadCount(serializer.MinSize)];
            serializer.ReadAll(ref reader, part);
            records.AddRange(part);
        }

        return records;
    }
}
