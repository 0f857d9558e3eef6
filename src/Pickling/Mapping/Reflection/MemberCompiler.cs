using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Reflection.Emit;
using System.Runtime.CompilerServices;
using Pickling.Mapping.Converters;

namespace Pickling.Mapping.Reflection;

/// <summary>Compiles the code that the source generator would have written for a class.</summary>
[RequiresDynamicCode(ReflectionPickleContext.Reason)]
[RequiresUnreferencedCode(ReflectionPickleContext.Reason)]
internal static class MemberCompiler
{
    private static readonly MethodInfo NextMember = typeof(PickleValueReader).GetMethod(nameof(PickleValueReader.NextMember))!;
    private static readonly MethodInfo ReadMember = typeof(PickleValueReader).GetMethod(nameof(PickleValueReader.Read))!;
    private static readonly MethodInfo BeginMember = typeof(PickleValueWriter).GetMethod(nameof(PickleValueWriter.NextMember))!;
    private static readonly MethodInfo WriteMember = typeof(PickleValueWriter).GetMethod(nameof(PickleValueWriter.Write))!;
    private static readonly FieldInfo Converters = typeof(MemberState).GetField(nameof(MemberState.Converters))!;
    private static readonly FieldInfo Defaults = typeof(MemberState).GetField(nameof(MemberState.Defaults))!;
    private static readonly MethodInfo MakeWithoutConstructor = typeof(RuntimeHelpers).GetMethod(nameof(RuntimeHelpers.GetUninitializedObject))!;

    private static readonly MethodInfo Created = typeof(PickleValueReader).GetMethods()
        .First(static method => method.Name == nameof(PickleValueReader.Created)
            && method.GetParameters()[0].ParameterType == typeof(PickleMembers).MakeByRefType());

    /// <summary>The arguments: state, reader, members.</summary>
    public static MembersReader<T> Reader<T>(MemberPlan[] members, MemberState state, ConstructorInfo? constructor, MemberPlan? extension)
    {
        var method = new DynamicMethod(
            "ReadMembers",
            typeof(T),
            [typeof(MemberState), typeof(PickleValueReader).MakeByRefType(), typeof(PickleMembers).MakeByRefType()],
            typeof(MemberCompiler).Module,
            skipVisibility: true);
        ILGenerator code = method.GetILGenerator();
        LocalBuilder made = code.DeclareLocal(typeof(T));
        LocalBuilder number = code.DeclareLocal(typeof(int));
        bool late = constructor is not null && constructor.GetParameters().Length > 0;

        // Values that wait for the constructor, and whether those come that are set after it.
        LocalBuilder[] values = late ? [.. members.Select(member => code.DeclareLocal(member.Type))] : [];
        LocalBuilder[] came = late ? [.. members.Select(_ => code.DeclareLocal(typeof(bool)))] : [];
        if (late)
        {
            LoadDefaults(code, members, state, values);
        }
        else
        {
            Make<T>(code, constructor, made);
            TellCreated<T>(code, made);
        }

        Label next = code.DefineLabel();
        Label end = code.DefineLabel();
        Label[] labels = [.. members.Select(_ => code.DefineLabel())];
        code.MarkLabel(next);
        code.Emit(OpCodes.Ldarg_1);
        code.Emit(OpCodes.Ldarg_2);
        code.Emit(OpCodes.Ldloca, number);
        code.Emit(OpCodes.Call, NextMember);
        code.Emit(OpCodes.Brfalse, end);
        code.Emit(OpCodes.Ldloc, number);
        code.Emit(OpCodes.Switch, labels);
        code.Emit(OpCodes.Br, next);
        for (int i = 0; i < members.Length; i++)
        {
            code.MarkLabel(labels[i]);
            if (late)
            {
                ReadValue(code, members[i], state, i);
                code.Emit(OpCodes.Stloc, values[i]);
                code.Emit(OpCodes.Ldc_I4_1);
                code.Emit(OpCodes.Stloc, came[i]);
            }
            else
            {
                LoadTarget<T>(code, made);
                ReadValue(code, members[i], state, i);
                Set(code, members[i]);
            }

            code.Emit(OpCodes.Br, next);
        }

        code.MarkLabel(end);
        if (late)
        {
            Construct<T>(code, members, constructor!, values, state, made);
            TellCreated<T>(code, made);
            SetRest<T>(code, members, values, came, made);
        }

        if (extension is not null)
        {
            SetExtension<T>(code, extension, made);
        }

        code.Emit(OpCodes.Ldloc, made);
        code.Emit(OpCodes.Ret);
        return method.CreateDelegate<MembersReader<T>>(state);
    }

    /// <summary>The arguments: state, writer, value, members.</summary>
    public static MembersWriter<T> Writer<T>(MemberPlan[] members, MemberState state)
    {
        var method = new DynamicMethod(
            "WriteMembers",
            typeof(void),
            [typeof(MemberState), typeof(PickleValueWriter), typeof(T), typeof(PickleMemberBatch).MakeByRefType()],
            typeof(MemberCompiler).Module,
            skipVisibility: true);
        ILGenerator code = method.GetILGenerator();
        for (int i = 0; i < members.Length; i++)
        {
            code.Emit(OpCodes.Ldarg_1);
            code.Emit(OpCodes.Ldarg_3);
            code.Emit(OpCodes.Call, BeginMember);
            code.Emit(OpCodes.Ldarg_1);
            MethodInfo? direct = DirectWriter(state.Converters[i]);
            if (direct is null)
            {
                LoadConverter(code, members[i].Type, i);
            }

            Get<T>(code, members[i], 2);
            code.Emit(OpCodes.Call, direct ?? WriteMember.MakeGenericMethod(members[i].Type));
        }

        code.Emit(OpCodes.Ret);
        return method.CreateDelegate<MembersWriter<T>>(state);
    }

    public static Func<T, TMember> Getter<T, TMember>(MemberPlan member)
    {
        var method = new DynamicMethod("Get", typeof(TMember), [typeof(MemberState), typeof(T)], typeof(MemberCompiler).Module, skipVisibility: true);
        ILGenerator code = method.GetILGenerator();
        Get<T>(code, member, 1);
        code.Emit(OpCodes.Ret);
        return method.CreateDelegate<Func<T, TMember>>(null);
    }

    private static void LoadDefaults(ILGenerator code, MemberPlan[] members, MemberState state, LocalBuilder[] values)
    {
        for (int i = 0; i < members.Length; i++)
        {
            int parameter = members[i].Parameter;
            if (parameter >= 0 && state.Defaults[parameter] is not null)
            {
                LoadDefault(code, members[i].Type, parameter);
                code.Emit(OpCodes.Stloc, values[i]);
            }
        }
    }

    private static void LoadDefault(ILGenerator code, Type type, int parameter)
    {
        code.Emit(OpCodes.Ldarg_0);
        code.Emit(OpCodes.Ldfld, Defaults);
        code.Emit(OpCodes.Ldc_I4, parameter);
        code.Emit(OpCodes.Ldelem_Ref);
        code.Emit(OpCodes.Unbox_Any, type);
    }

    private static void Make<T>(ILGenerator code, ConstructorInfo? constructor, LocalBuilder made)
    {
        if (constructor is not null)
        {
            code.Emit(OpCodes.Newobj, constructor);
            code.Emit(OpCodes.Stloc, made);
        }
        else if (!typeof(T).IsValueType)
        {
            code.Emit(OpCodes.Ldtoken, typeof(T));
            code.Emit(OpCodes.Call, typeof(Type).GetMethod(nameof(Type.GetTypeFromHandle))!);
            code.Emit(OpCodes.Call, MakeWithoutConstructor);
            code.Emit(OpCodes.Castclass, typeof(T));
            code.Emit(OpCodes.Stloc, made);
        }
    }

    private static void TellCreated<T>(ILGenerator code, LocalBuilder made)
    {
        if (!typeof(T).IsValueType)
        {
            code.Emit(OpCodes.Ldarg_1);
            code.Emit(OpCodes.Ldarg_2);
            code.Emit(OpCodes.Ldloc, made);
            code.Emit(OpCodes.Call, Created.MakeGenericMethod(typeof(T)));
        }
    }

    private static void Construct<T>(
        ILGenerator code, MemberPlan[] members, ConstructorInfo constructor, LocalBuilder[] values, MemberState state, LocalBuilder made)
    {
        foreach (ParameterInfo parameter in constructor.GetParameters())
        {
            int member = Array.FindIndex(members, other => other.Parameter == parameter.Position);
            if (member >= 0)
            {
                code.Emit(OpCodes.Ldloc, values[member]);
            }
            else if (state.Defaults[parameter.Position] is not null)
            {
                LoadDefault(code, parameter.ParameterType, parameter.Position);
            }
            else
            {
                code.Emit(OpCodes.Ldloc, code.DeclareLocal(parameter.ParameterType));
            }
        }

        code.Emit(OpCodes.Newobj, constructor);
        code.Emit(OpCodes.Stloc, made);
    }

    private static void SetRest<T>(ILGenerator code, MemberPlan[] members, LocalBuilder[] values, LocalBuilder[] came, LocalBuilder made)
    {
        for (int i = 0; i < members.Length; i++)
        {
            if (members[i].Parameter >= 0)
            {
                continue;
            }

            Label skip = code.DefineLabel();
            code.Emit(OpCodes.Ldloc, came[i]);
            code.Emit(OpCodes.Brfalse, skip);
            LoadTarget<T>(code, made);
            code.Emit(OpCodes.Ldloc, values[i]);
            Set(code, members[i]);
            code.MarkLabel(skip);
        }
    }

    private static void SetExtension<T>(ILGenerator code, MemberPlan extension, LocalBuilder made)
    {
        MethodInfo data = typeof(PickleMembers).GetProperty(nameof(PickleMembers.ExtensionData))!.GetMethod!;
        Label skip = code.DefineLabel();
        code.Emit(OpCodes.Ldarg_2);
        code.Emit(OpCodes.Call, data);
        code.Emit(OpCodes.Brfalse, skip);
        LoadTarget<T>(code, made);
        code.Emit(OpCodes.Ldarg_2);
        code.Emit(OpCodes.Call, data);
        Set(code, extension);
        code.MarkLabel(skip);
    }

    private static void LoadTarget<T>(ILGenerator code, LocalBuilder made) =>
        code.Emit(typeof(T).IsValueType ? OpCodes.Ldloca : OpCodes.Ldloc, made);

    private static void ReadValue(ILGenerator code, MemberPlan member, MemberState state, int index)
    {
        code.Emit(OpCodes.Ldarg_1);
        if (DirectReader(state.Converters[index]) is { } direct)
        {
            code.Emit(OpCodes.Call, direct);
            return;
        }

        LoadConverter(code, member.Type, index);
        code.Emit(OpCodes.Call, ReadMember.MakeGenericMethod(member.Type));
    }

    private static void LoadConverter(ILGenerator code, Type type, int index)
    {
        code.Emit(OpCodes.Ldarg_0);
        code.Emit(OpCodes.Ldfld, Converters);
        code.Emit(OpCodes.Ldc_I4, index);
        code.Emit(OpCodes.Ldelem_Ref);
        code.Emit(OpCodes.Castclass, typeof(PickleConverter<>).MakeGenericType(type));
    }

    private static void Set(ILGenerator code, MemberPlan member)
    {
        if (member.Setter is not null)
        {
            code.Emit(member.Setter.IsVirtual ? OpCodes.Callvirt : OpCodes.Call, member.Setter);
        }
        else
        {
            code.Emit(OpCodes.Stfld, member.Field!);
        }
    }

    private static void Get<T>(ILGenerator code, MemberPlan member, int argument)
    {
        code.Emit(typeof(T).IsValueType ? OpCodes.Ldarga : OpCodes.Ldarg, (short)argument);
        if (member.Getter is not null)
        {
            code.Emit(member.Getter.IsVirtual && !typeof(T).IsValueType ? OpCodes.Callvirt : OpCodes.Call, member.Getter);
        }
        else
        {
            code.Emit(OpCodes.Ldfld, member.Field!);
        }
    }

    // The frequent types go past their converters.
    private static MethodInfo? DirectReader(PickleConverter converter) => converter switch
    {
        IntegerConverter<int> => typeof(PickleValueReader).GetMethod(nameof(PickleValueReader.GetInt32)),
        IntegerConverter<long> => typeof(PickleValueReader).GetMethod(nameof(PickleValueReader.GetInt64)),
        DoubleConverter => typeof(PickleValueReader).GetMethod(nameof(PickleValueReader.GetDouble)),
        BooleanConverter => typeof(PickleValueReader).GetMethod(nameof(PickleValueReader.GetBoolean)),
        StringConverter => typeof(PickleValueReader).GetMethod(nameof(PickleValueReader.GetStringOrNull)),
        _ => null,
    };

    private static MethodInfo? DirectWriter(PickleConverter converter) => converter switch
    {
        IntegerConverter<int> => typeof(PickleValueWriter).GetMethod(nameof(PickleValueWriter.WriteInt32)),
        IntegerConverter<long> => typeof(PickleValueWriter).GetMethod(nameof(PickleValueWriter.WriteInt64)),
        DoubleConverter => typeof(PickleValueWriter).GetMethod(nameof(PickleValueWriter.WriteDouble)),
        BooleanConverter => typeof(PickleValueWriter).GetMethod(nameof(PickleValueWriter.WriteBoolean)),
        StringConverter => typeof(PickleValueWriter).GetMethod(nameof(PickleValueWriter.WriteString)),
        _ => null,
    };
}
