using System.Runtime.CompilerServices;

namespace Flink.Benchmarks.Records;

/// <summary>A record type that serializers are measured with.</summary>
internal interface ISample<TSelf>
{
    /// <summary>Makes the record of a number: the same in each run.</summary>
    static abstract TSelf Make(int number);

    /// <summary>Something that every field that is read has a part in.</summary>
    static abstract long Checksum(in TSelf record);

    /// <summary>One batch as an exchange moves it. Structs stay at one place: how two places lie in their pages decides how fast they are copied.</summary>
    static TSelf[] Batch<T>()
        where T : ISample<TSelf>
    {
        var batch = GC.AllocateArray<TSelf>(1024, pinned: !RuntimeHelpers.IsReferenceOrContainsReferences<TSelf>());
        for (var i = 0; i < batch.Length; i++)
        {
            batch[i] = T.Make(i);
        }

        return batch;
    }
}
