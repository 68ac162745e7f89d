using System.Reflection;
using System.Reflection.Emit;
using System.Runtime.CompilerServices;

namespace Flink.Core.Serialization.Formats;

/// <summary>Makes objects that no code of their class has touched.</summary>
internal static class Blanks
{
    private static readonly MethodInfo MemberwiseCloneMethod =
        typeof(object).GetMethod(nameof(MemberwiseClone), BindingFlags.Instance | BindingFlags.NonPublic)!;

    // ldarg.1 to .3, ldarg.s, ldnull and ldc.i4.m1 to .8, ldc.i4.s, ldc.i4, ldc.i8, ldc.r4, ldc.r8, ldstr
    private const byte LoadArgument1 = 0x03;
    private const byte LoadArgument2 = 0x04;
    private const byte LoadArgument3 = 0x05;
    private const byte LoadArgumentShort = 0x0E;
    private const byte LoadNull = 0x14;
    private const byte LoadInt8 = 0x1E;
    private const byte LoadIntShort = 0x1F;
    private const byte LoadInt = 0x20;
    private const byte LoadLong = 0x21;
    private const byte LoadSingle = 0x22;
    private const byte LoadDouble = 0x23;
    private const byte LoadString = 0x72;

    /// <summary>An object of a class with all fields zero, to be cloned; null for structs and what has no objects of its own.</summary>
    public static object? Of(Type type)
    {
        if (type.IsValueType || type.IsAbstract)
        {
            return null;
        }

        var blank = RuntimeHelpers.GetUninitializedObject(type);
        GC.SuppressFinalize(blank);
        return blank;
    }

    /// <summary>Leaves a blank object on the stack. The first argument of the method that is generated is what <see cref="Of"/> gave.</summary>
    public static void Emit(ILGenerator il, Type type)
    {
        var constructor = Array.Find(
            type.GetConstructors(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic), StoresOnly);
        if (constructor is null)
        {
            il.Emit(OpCodes.Ldarg_0);
            il.Emit(OpCodes.Call, MemberwiseCloneMethod);
            return;
        }

        // The JIT allocates in line for a constructor, which is several times as fast as a clone; given zeros, it stores zeros.
        foreach (var parameter in constructor.GetParameters())
        {
            var zero = il.DeclareLocal(parameter.ParameterType);
            il.Emit(OpCodes.Ldloca, zero);
            il.Emit(OpCodes.Initobj, parameter.ParameterType);
            il.Emit(OpCodes.Ldloc, zero);
        }

        il.Emit(OpCodes.Newobj, constructor);
    }

    /// <summary>
    /// Whether a constructor does nothing but store its arguments, or constants, in fields, as those of positional records and the
    /// ones that the compiler adds: <c>(ldarg.0 load stfld)* ldarg.0 call ret</c>. What it stores is overwritten by what is read.
    /// </summary>
    private static bool StoresOnly(ConstructorInfo constructor)
    {
        if (constructor.DeclaringType!.BaseType != typeof(object)
            || constructor.GetParameters().Any(parameter => parameter.ParameterType.IsByRef || parameter.ParameterType.IsByRefLike)
            || constructor.GetMethodBody()?.GetILAsByteArray() is not { } code)
        {
            return false;
        }

        var at = 0;
        var calls = 0;
        while (true)
        {
            at = SkipNothing(code, at);
            if (at == code.Length - 1 && code[at] == OpCodes.Ret.Value)
            {
                return calls == 1;
            }

            if (at + 6 > code.Length || code[at++] != OpCodes.Ldarg_0.Value)
            {
                return false;
            }

            if (code[at] == OpCodes.Call.Value)
            {
                calls++;
                at += 5;
            }
            else if (ArgumentEnd(code, at) is var end && end > at && end + 5 < code.Length && code[end] == OpCodes.Stfld.Value)
            {
                at = end + 5;
            }
            else
            {
                return false;
            }
        }
    }

    private static int SkipNothing(byte[] code, int at)
    {
        while (at < code.Length && code[at] == OpCodes.Nop.Value)
        {
            at++;
        }

        return at;
    }

    /// <summary>Where an instruction ends that loads an argument or a constant; where it began when it is another one.</summary>
    private static int ArgumentEnd(byte[] code, int at) => code[at] switch
    {
        LoadArgument1 or LoadArgument2 or LoadArgument3 or (>= LoadNull and <= LoadInt8) => at + 1,
        LoadArgumentShort or LoadIntShort => at + 2,
        LoadInt or LoadSingle or LoadString => at + 5,
        LoadLong or LoadDouble => at + 9,
        _ => at,
    };
}
