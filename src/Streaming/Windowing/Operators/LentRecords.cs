using System.Runtime.CompilerServices;
using Flink.Core.Types;

namespace Flink.Streaming.Windowing.Operators;

/// <summary>Whether a function that emits a kept record gives somebody the means to change it.</summary>
internal static class LentRecords<T>
{
    public static readonly bool MustBeCopied = RuntimeHelpers.IsReferenceOrContainsReferences<T>() && !RecordCopier<T>.IsTrivial;
}
