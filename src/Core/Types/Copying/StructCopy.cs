namespace Flink.Core.Types.Copying;

/// <summary>Copies what the fields of a struct refer to.</summary>
internal static class StructCopy<T>
{
    private static readonly CopyInPlace<T> Code = CopyCode.Fields<T>();

    public static void InPlace(ref T location, CopyContext context) => Code(ref location, context);
}
