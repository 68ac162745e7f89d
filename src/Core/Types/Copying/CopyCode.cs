using System.Reflection;
using System.Reflection.Emit;

namespace Flink.Core.Types.Copying;

/// <summary>Generates the code that copies fields.</summary>
internal static class CopyCode
{
    private const BindingFlags Instance = BindingFlags.Instance | BindingFlags.NonPublic;

    private static readonly MethodInfo MemberwiseCloneMethod = typeof(object).GetMethod(nameof(MemberwiseClone), Instance)!;
    private static readonly MethodInfo AddMethod = typeof(CopyContext).GetMethod(nameof(CopyContext.Add))!;

    /// <summary>Code for a location of a type that is not shareable.</summary>
    public static CopyInPlace<T> InPlace<T>() => InPlaceMethod(typeof(T)).CreateDelegate<CopyInPlace<T>>();

    /// <summary>Code that copies an object whose class is exactly <typeparamref name="T"/>, and remembers it where that is needed.</summary>
    public static Func<T, CopyContext, T> Exact<T>()
        where T : class
    {
        if (CopyRules.CopiesItself(typeof(T)))
        {
            return (source, _) => ((ICopyable<T>)source).DeepCopy();
        }

        return CopyRules.CollectionMethod(typeof(T)) is { } method
            ? method.CreateDelegate<Func<T, CopyContext, T>>()
            : CompileClass<T>();
    }

    /// <summary>Code that copies what the fields of a struct refer to.</summary>
    public static CopyInPlace<T> Fields<T>()
    {
        if (CopyRules.CopiesItself(typeof(T)))
        {
            return static (ref location, _) => location = ((ICopyable<T>)location!).DeepCopy();
        }

        var method = new DynamicMethod(
            $"Copy {typeof(T).Name}", null, [typeof(T).MakeByRefType(), typeof(CopyContext)], typeof(CopyCode).Module, true);
        var il = method.GetILGenerator();
        EmitFields(il, typeof(T), () => il.Emit(OpCodes.Ldarg_0));
        il.Emit(OpCodes.Ret);
        return method.CreateDelegate<CopyInPlace<T>>();
    }

    private static Func<T, CopyContext, T> CompileClass<T>()
        where T : class
    {
        var method = new DynamicMethod(
            $"Copy {typeof(T).Name}", typeof(T), [typeof(T), typeof(CopyContext)], typeof(CopyCode).Module, true);
        var il = method.GetILGenerator();
        var copy = il.DeclareLocal(typeof(T));
        il.Emit(OpCodes.Ldarg_0);
        il.Emit(OpCodes.Call, MemberwiseCloneMethod);
        il.Emit(OpCodes.Stloc, copy);
        if (CopyRules.CanReachItself(typeof(T)))
        {
            il.Emit(OpCodes.Ldarg_1);
            il.Emit(OpCodes.Ldarg_0);
            il.Emit(OpCodes.Ldloc, copy);
            il.Emit(OpCodes.Call, AddMethod);
        }

        EmitFields(il, typeof(T), () => il.Emit(OpCodes.Ldloc, copy));
        il.Emit(OpCodes.Ldloc, copy);
        il.Emit(OpCodes.Ret);
        return method.CreateDelegate<Func<T, CopyContext, T>>();
    }

    private static void EmitFields(ILGenerator il, Type type, Action emitOwner)
    {
        foreach (var field in RecordFields.Of(type).Where(field => !CopyRules.IsShareable(field.FieldType)))
        {
            emitOwner();
            il.Emit(OpCodes.Ldflda, field);
            il.Emit(OpCodes.Ldarg_1);
            il.Emit(OpCodes.Call, InPlaceMethod(field.FieldType));
        }
    }

    private static MethodInfo InPlaceMethod(Type type) =>
        (type.IsValueType ? typeof(StructCopy<>) : typeof(ReferenceCopy<>)).MakeGenericType(type)
        .GetMethod(nameof(ReferenceCopy<object>.InPlace))!;
}
