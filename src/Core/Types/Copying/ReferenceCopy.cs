using System.Runtime.CompilerServices;

namespace Flink.Core.Types.Copying;

/// <summary>Copies what a reference of a declared type points to.</summary>
internal static class ReferenceCopy<T>
    where T : class
{
    private static readonly bool IsSealed = typeof(T).IsSealed;
    private static readonly bool IsShared = CopyRules.IsExactlyShareable(typeof(T)) || typeof(T) == typeof(object);
    private static readonly bool IsRemembered = CopyRules.CanReachItself(typeof(T));
    private static readonly Func<T, CopyContext, T>? Code = IsShared || typeof(T).IsAbstract ? null : CopyCode.Exact<T>();

    public static void InPlace(ref T? location, CopyContext context)
    {
        var source = location;
        if (source is null)
        {
            return;
        }

        if (!IsSealed && source.GetType() != typeof(T))
        {
            location = Unsafe.As<T>(ObjectCopy.For(source.GetType()).Copy(source, context));
        }
        else if (!IsShared)
        {
            location = Exact(source, context);
        }
    }

    /// <summary>The copy of an object whose class is exactly this one.</summary>
    public static T Exact(T source, CopyContext context)
    {
        if (IsShared)
        {
            return source;
        }

        if (!IsRemembered)
        {
            return Code!(source, context);
        }

        if (context.TryFind(source, out var copy))
        {
            return Unsafe.As<T>(copy!);
        }

        RuntimeHelpers.EnsureSufficientExecutionStack();
        return Code!(source, context);
    }
}
