namespace Flink.Benchmarks.Records;

/// <summary>A record type that serializers are measured with.</summary>
internal interface ISample<TSelf>
{
    /// <summary>Makes the record of a number: the same in each run.</summary>
    static abstract TSelf Make(int number);

    /// <summary>Something that every field that is read has a part in.</summary>
    static abstract long Checksum(in TSelf record);

    /// <summary>One batch as an exchange moves it.</summary>
    static TSelf[] Batch<T>()
        where T : ISample<TSelf> => [.. Enumerable.Range(0, 1024).Select(T.Make)];
}
