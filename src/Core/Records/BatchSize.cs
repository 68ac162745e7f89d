using System.Runtime.CompilerServices;

namespace Flink.Core.Records;

/// <summary>How many records a batch holds, by record type (design decision D2; figures in docs/decisions/0001-batches-not-records.md).</summary>
public static class BatchSize
{
    /// <summary>Most records a batch holds.</summary>
    public const int MaxRecords = 1024;

    /// <summary>Most bytes that the records of a batch take, timestamps included.</summary>
    public const int MaxBytes = 64 * 1024;

    /// <summary>Records of a batch inside a chain when they are references or larger than <see cref="SmallRecordBytes"/>: the batch then stays in the first-level cache.</summary>
    public const int LargeRecordsInChain = 128;

    /// <summary>Up to this size in bytes a struct counts as small.</summary>
    public const int SmallRecordBytes = 64;

    /// <summary>Bytes that one record takes in a batch with its timestamp; objects behind references are not counted.</summary>
    public static int RecordBytes<T>() => Unsafe.SizeOf<T>() + sizeof(long);

    /// <summary>Records of a batch that crosses an exchange.</summary>
    public static int AtExchange<T>() => Math.Clamp(MaxBytes / RecordBytes<T>(), 1, MaxRecords);

    /// <summary>Records of a batch that an operator makes for the next one of its chain.</summary>
    public static int InChain<T>() => typeof(T).IsValueType && Unsafe.SizeOf<T>() <= SmallRecordBytes
        ? AtExchange<T>()
        : Math.Min(LargeRecordsInChain, AtExchange<T>());
}
